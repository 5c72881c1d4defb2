using System.Text.RegularExpressions;
using CsCheck;
using Domar.Core.Config;
using Domar.TestKit;

namespace Domar.Core.Tests.Config;

/// <summary>The tables of keys agree with the reference data's in every fact.</summary>
[TestClass]
public sealed partial class KeyTableConformanceTests
{
    // Seen in a reference configuration, missing in the published table.
    private static readonly string[] OwnSubKeys = ["cpu/level"];

    [TestMethod]
    [DataRow("qemu")]
    [DataRow("lxc")]
    public void Keys_AreThoseOfTheTable(string kind)
    {
        var (schema, rows) = Load(kind);
        CollectionAssert.AreEquivalent(
            rows.Where(static r => r.SubKey.Length == 0).Select(static r => r.Key).ToList(), schema.Keys.Select(static k => k.Name).ToList());
    }

    [TestMethod]
    [DataRow("qemu")]
    [DataRow("lxc")]
    public void SubKeys_AreThoseOfTheTable(string kind)
    {
        var (schema, rows) = Load(kind);
        foreach (var key in schema.Keys)
        {
            var own = key.SubKeys.Select(static s => s.Name).Where(s => !OwnSubKeys.Contains($"{key.Name}/{s}"));
            var row = rows.Single(r => r.Key == key.Name && r.SubKey.Length == 0);
            var listed = rows.Where(r => r.Key == key.Name && r.SubKey.Length > 0).Select(static r => r.SubKey).ToList();
            // A named format has no rows of its own; its grammar tells the sub-keys. The old cdrom is an ide2 in short.
            listed = listed.Count > 0 ? listed
                : key.Name == "cdrom" ? rows.Where(static r => r.Key == "ide[n]" && r.SubKey.Length > 0).Select(static r => r.SubKey).ToList()
                // Its sub-keys are the network devices that there are.
                : key.Name == "running-nets-host-mtu" ? []
                : SubKeyInGrammar().Matches(row.Grammar).Select(static m => m.Groups[1].Value).ToList();
            CollectionAssert.AreEquivalent(listed, own.ToList(), key.Name);
        }
    }

    [TestMethod]
    [DataRow("qemu")]
    [DataRow("lxc")]
    public void Facts_AreThoseOfTheTable(string kind)
    {
        var (schema, rows) = Load(kind);
        var checkedRows = 0;
        foreach (var row in rows)
        {
            var key = schema.Keys.Single(k => k.Name == row.Key);
            ValueSchema value = row.SubKey.Length == 0 ? key : key.FindSubKey(row.SubKey)!;
            var name = $"{row.Key} {row.SubKey}";
            if (value is SubKeySchema subKey)
            {
                Assert.AreEqual(row.Text("alias"), subKey.AliasOf, name);
                Assert.AreEqual(row.Text("keyAlias"), subKey.NameIsValueOf, name);
                Assert.AreEqual(row.Kind == "default_key", subKey.IsDefaultKey, name);
                var optionalDefault = rows.Single(r => r.Key == row.Key && r.SubKey.Length == 0).Grammar.StartsWith("[[", StringComparison.Ordinal);
                Assert.AreEqual(subKey.AliasOf is null && (row.Kind == "required" || (row.Kind == "default_key" && !optionalDefault)), subKey.IsRequired, name);
            }
            else
            {
                Assert.AreEqual(row.MaxIndex, key.MaxIndex, name);
                Assert.AreEqual(row.IsFileOnly, key.FileOnly, name);
            }

            AssertType(row, value, name);
            Assert.AreEqual(row.Default, value.Default, name);
            CollectionAssert.AreEqual(row.IsFileOnly && row.Grammar == "prepare|delete" ? ["prepare", "delete"] : row.Enum, value.AllowedValues.ToArray(), name);
            Assert.AreEqual(row.Number("maxLength"), (double?)value.MaxLength, name);
            if (!row.IsFileOnly)
            {
                Assert.AreEqual(row.Number("minimum"), value.Minimum, name);
                Assert.AreEqual(row.Number("maximum"), value.Maximum, name);
                Assert.AreEqual(row.Text("format"), value.Format, name);
                Assert.AreEqual(row.Constraints.ContainsKey("pattern") || row.Constraints.ContainsKey("format"), value.Pattern is not null || value.Format is not null, name);
            }

            checkedRows++;
        }

        Assert.AreEqual(rows.Count, checkedRows);
    }

    [TestMethod]
    [DataRow("qemu")]
    [DataRow("lxc")]
    public void Patterns_AcceptWhatTheTablesDo(string kind)
    {
        var (schema, rows) = Load(kind);
        var patterns = rows.Where(static r => r.Text("pattern") is not null).Select(r => (
            Name: $"{r.Key} {r.SubKey}",
            Schema: r.SubKey.Length == 0 ? schema.Keys.Single(k => k.Name == r.Key) : (ValueSchema)schema.Keys.Single(k => k.Name == r.Key).FindSubKey(r.SubKey)!,
            Regex: new Regex($@"\A(?:{r.Text("pattern")!.Replace("(?^:", "(?:", StringComparison.Ordinal).Replace("{,", "{0,", StringComparison.Ordinal)})\z", RegexOptions.NonBacktracking),
            MaxLength: r.Number("maxLength") ?? int.MaxValue)).ToList();
        Assert.IsNotEmpty(patterns);

        foreach (var (name, value, regex, _) in patterns)
        {
            Assert.IsTrue(Samples.All.Any(s => regex.IsMatch(s)), $"{name}: no sample fits");
            Assert.IsTrue(Samples.All.Any(s => !regex.IsMatch(s)), $"{name}: every sample fits");
        }

        void Compare(string sample)
        {
            foreach (var (name, value, regex, maxLength) in patterns)
            {
                Assert.AreEqual(regex.IsMatch(sample) && sample.Length <= maxLength, value.Check(sample) is null, $"{name}: '{sample}'");
            }
        }

        Array.ForEach(Samples.All, Compare);
        Samples.Mutated.Sample(Compare, iter: 5000);
    }

    [TestMethod]
    [DataRow("qemu")]
    [DataRow("lxc")]
    public void EveryKeyAndSubKey_TakesItsLimitsAndNothingBeyond(string kind)
    {
        var schema = Load(kind).Schema;
        foreach (var value in schema.Keys.Concat(schema.Keys.SelectMany(static k => k.SubKeys).Cast<ValueSchema>()))
        {
            foreach (var choice in value.AllowedValues)
            {
                Assert.IsNull(value.Check(choice), value.Name);
                Assert.IsNotNull(value.Check(choice + "x"), value.Name);
            }

            if (value.Type is ConfigValueType.Integer or ConfigValueType.Number)
            {
                AssertLimit(value, value.Minimum, -1);
                AssertLimit(value, value.Maximum, 1);
                Assert.IsNotNull(value.Check("ten"), value.Name);
            }

            if (value.Type == ConfigValueType.Boolean)
            {
                Assert.IsNull(value.Check("On"), value.Name);
                Assert.IsNotNull(value.Check("2"), value.Name);
            }

            // Something may be set at all, and help has something to say.
            Assert.IsTrue(value.Type != ConfigValueType.String || value.AllowedValues.Count > 0 || Samples.All.Any(s => s.Length > 0 && value.Check(s) is null), value.Name);
            Assert.EndsWith(".", value.Summary, value.Name);
        }
    }

    private static void AssertLimit(ValueSchema value, double? limit, int beyond)
    {
        if (limit is { } number)
        {
            Assert.IsNull(value.Check(FormattableString.Invariant($"{number}")), value.Name);
            Assert.IsNotNull(value.Check(FormattableString.Invariant($"{number + beyond}")), value.Name);
        }
    }

    private static void AssertType(KeyRow row, ValueSchema value, string name)
    {
        var expected = row.Type switch
        {
            "boolean" => ConfigValueType.Boolean,
            "integer" => ConfigValueType.Integer,
            "number" => ConfigValueType.Number,
            "raw" => ConfigValueType.Raw,
            // The table calls property strings strings.
            _ => value is KeySchema { SubKeys.Count: > 0 } ? ConfigValueType.PropertyString : ConfigValueType.String,
        };
        Assert.AreEqual(expected, value.Type, name);
    }

    private static (ConfigSchema Schema, List<KeyRow> Rows) Load(string kind) =>
        (kind == "qemu" ? ConfigSchema.Qemu : ConfigSchema.Lxc, KeyTable.Read(SharedData.Require("pve", "config", $"{kind}-keys.tsv")));

    [GeneratedRegex(@"(?:^|[\[, ])([a-z][\w-]*)=\]?[<\\]")]
    private static partial Regex SubKeyInGrammar();
}
