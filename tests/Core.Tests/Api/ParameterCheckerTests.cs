using System.Text;
using CsCheck;
using Domar.Core.Api;

namespace Domar.Core.Tests.Api;

[TestClass]
public sealed class ParameterCheckerTests
{
    private static readonly ApiMethod Method = new(ApiVerb.Get, "/things/{thing}", "For tests.")
    {
        Parameters =
        [
            new("thing"),
            new("count", ApiParameterType.Integer) { Optional = true, Minimum = 1, Maximum = 10, Default = "3" },
            new("share", ApiParameterType.Number) { Optional = true, Minimum = 0.5 },
            new("on", ApiParameterType.Boolean) { Optional = true },
            new("kind") { Optional = true, AllowedValues = ["a", "b"] },
            new("keys") { Optional = true, Format = "pve-configid-list" },
            new("short") { Optional = true, MaxLength = 3 },
            new("long") { Optional = true, MinLength = 3 },
            new("wanted"),
            new("later", ApiParameterType.Boolean) { Optional = true, IsNotBuilt = true },
        ],
    };

    [TestMethod]
    [DataRow("count=0", "count", "value must have a minimum value of 1")]
    [DataRow("count=11", "count", "value must have a maximum value of 10")]
    [DataRow("count=1.5", "count", "type check ('integer') failed - got '1.5'")]
    [DataRow("count=", "count", "type check ('integer') failed - got ''")]
    [DataRow("count=99999999999999999999", "count", "type check ('integer') failed - got '99999999999999999999'")]
    [DataRow("share=0.1", "share", "value must have a minimum value of 0.5")]
    [DataRow("share=NaN", "share", "type check ('number') failed - got 'NaN'")]
    [DataRow("on=2", "on", "type check ('boolean') failed - got '2'")]
    [DataRow("kind=c", "kind", "value 'c' does not have a value in the enumeration 'a, b'")]
    [DataRow("keys=ok,9bad", "keys", "invalid format - invalid configuration ID '9bad'")]
    [DataRow("short=four", "short", "value may only be 3 characters long")]
    [DataRow("long=ab", "long", "value must be at least 3 characters long")]
    [DataRow("other=1", "other", "property is not defined in schema and the schema does not allow additional properties")]
    [DataRow("count=1&count=2", "count", "is given 2 times, but takes one value")]
    [DataRow("later=1", "later", "is known, but what it asks for is not built into this version of domar yet; leave it out")]
    public void Rejects(string query, string parameter, string problem)
    {
        var check = Check(query + "&wanted=x");
        Assert.IsFalse(check.IsFine);
        Assert.AreEqual(problem, check.Problems[parameter]);
        Assert.HasCount(1, check.Problems);
    }

    [TestMethod]
    public void Rejects_MissingParameter() => Assert.AreEqual("property is missing and it is not optional", Check("").Problems["wanted"]);

    [TestMethod]
    public void Reports_EveryProblem() => CollectionAssert.AreEqual(
        new[] { "count", "kind", "nonsense", "wanted" }, Check("count=x&kind=c&nonsense=1").Problems.Keys.ToArray());

    [TestMethod]
    public void Accepts_EverySpellingOfFlags()
    {
        foreach (var (text, value) in new[] { ("1", true), ("yes", true), ("On", true), ("TRUE", true), ("0", false), ("no", false), ("off", false), ("false", false) })
        {
            Assert.AreEqual(value, Check($"wanted=x&on={text}").Parameters!.FindBoolean("on"), text);
        }
    }

    [TestMethod]
    public void Defaults_StandIn()
    {
        var parameters = Check("wanted=x").Parameters!;
        Assert.AreEqual(3, parameters.GetInteger("count"));
        Assert.IsFalse(parameters.GetBoolean("on"));
        Assert.IsNull(parameters.FindBoolean("on"));
        Assert.IsNull(parameters.GetString("kind"));
        Assert.IsEmpty(parameters.GetList("keys"));
    }

    [TestMethod]
    public void Lists_MayBeRepeated()
    {
        var parameters = Check("wanted=x&keys=aa,bb&keys=cc%00dd").Parameters!;
        CollectionAssert.AreEqual(new[] { "aa", "bb", "cc", "dd" }, parameters.GetList("keys").ToArray());
    }

    [TestMethod]
    public void LongValues_AreCutInMessages() => Assert.IsLessThan(120, Check("wanted=x&count=" + new string('9', 5000)).Problems["count"].Length);

    [TestMethod]
    public void ConfigKeys_AreCheckedByTheirSchema()
    {
        var create = ApiMethods.All.Single(method => method.Name == "POST /nodes/{node}/qemu");
        var raw = new RawParameters();
        raw.AddUrlEncoded("vmid=100&memory=64&net0=virtio,bridge=vmbr0&onboot=on&cores=0&net99=x&parent=y"u8);
        var check = ParameterChecker.Check(create, [new("node", "pve")], raw);
        CollectionAssert.AreEqual(new[] { "cores", "net99", "parent" }, check.Problems.Keys.ToArray());

        raw = new RawParameters();
        raw.AddUrlEncoded("vmid=100&memory=64&net0=virtio,bridge=vmbr0&onboot=on&virtio0=local:1"u8);
        var settings = ParameterChecker.Check(create, [new("node", "pve")], raw).Parameters!.Settings;
        Assert.AreEqual("1", settings["onboot"]);
        Assert.HasCount(4, settings);
    }

    [TestMethod]
    public void Containers_TakeTheirOwnKeys_AndNeedATemplate()
    {
        var create = ApiMethods.All.Single(method => method.Name == "POST /nodes/{node}/lxc");
        var raw = new RawParameters();
        raw.AddUrlEncoded("vmid=101&rootfs=local:8&scsi0=local:8&password=1234&restore=1&net0=virtio,bridge=vmbr0"u8);
        CollectionAssert.AreEqual(
            new[] { "net0", "ostemplate", "password", "restore", "scsi0" }, ParameterChecker.Check(create, [new("node", "pve")], raw).Problems.Keys.ToArray());

        raw = new RawParameters();
        raw.AddUrlEncoded("vmid=101&ostemplate=local:vztmpl/a.tar.zst&rootfs=local:8&password=12345&net0=name=eth0,bridge=vmbr0,ip=dhcp&mp255=local:1,mp=/srv"u8);
        var parameters = ParameterChecker.Check(create, [new("node", "pve")], raw).Parameters!;
        CollectionAssert.AreEquivalent(new[] { "rootfs", "net0", "mp255" }, parameters.Settings.Keys.ToArray());
        Assert.AreEqual("local", parameters.GetString("storage"));
    }

    [TestMethod]
    public void Bodies_NeverCrashTheReader() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        foreach (var isJson in new[] { true, false })
        {
            try
            {
                var raw = new RawParameters();
                if (isJson)
                {
                    raw.AddJson(bytes);
                }
                else
                {
                    raw.AddUrlEncoded(bytes);
                }

                ParameterChecker.Check(Method, [], raw);
            }
            catch (RequestFormatException e)
            {
                Assert.IsNotEmpty(e.Message);
            }
        }
    });

    [TestMethod]
    public void JsonLikeBodies_NeverCrashTheReader() => Gen.OneOfConst("{", "}", "[", "]", ":", ",", "\"a\"", "\"\\ud800\"", "1", "true", "null", " ").Array[0, 30]
        .Sample(tokens =>
        {
            try
            {
                new RawParameters().AddJson(Encoding.UTF8.GetBytes(string.Concat(tokens)));
            }
            catch (RequestFormatException e)
            {
                Assert.IsNotEmpty(e.Message);
            }
        });

    [TestMethod]
    public void UrlEncoding_RoundTrips() => Gen.Select(Gen.String, Gen.String).Sample((name, value) =>
    {
        // Lone surrogates have no UTF-8.
        if (name is "_dc" or "" || name.Any(char.IsSurrogate) || value.Any(char.IsSurrogate))
        {
            return;
        }

        var raw = new RawParameters();
        raw.AddUrlEncoded(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}"));
        var (readName, values) = raw.All.Single();
        Assert.AreEqual(name, readName);
        Assert.AreEqual(value, values.Single());
    });

    private static ParameterCheck Check(string query)
    {
        var raw = new RawParameters();
        raw.AddUrlEncoded(Encoding.UTF8.GetBytes(query));
        return ParameterChecker.Check(Method, [new("thing", "t")], raw);
    }
}
