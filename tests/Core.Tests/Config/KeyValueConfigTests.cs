using Domar.Core.Config;

namespace Domar.Core.Tests.Config;

[TestClass]
public sealed class KeyValueConfigTests
{
    private const string Sample = "# cluster\nkeyboard: de\r\n\nmigration: secure,network=192.0.2.0/24\nmac_prefix: BC:24:11";

    [TestMethod]
    public void Parse_Sample_GivesValuesAndRoundTrips()
    {
        var config = KeyValueConfig.Parse(Sample, "datacenter.cfg");
        Assert.AreEqual("de", config["keyboard"]);
        Assert.AreEqual("BC:24:11", config["mac_prefix"]);
        Assert.IsNull(config["console"]);
        Assert.AreEqual(Sample, config.ToText());
        Assert.HasCount(3, config.Entries);
    }

    [TestMethod]
    public void Edits_TouchTheirLinesOnly()
    {
        var config = KeyValueConfig.Parse(Sample, "datacenter.cfg");
        Assert.AreEqual(Sample.Replace(": de", ": fr", StringComparison.Ordinal), config.Set("keyboard", "fr").ToText());
        Assert.AreEqual(Sample + "\nconsole: html5\n", config.Set("console", "html5").ToText());
        Assert.AreEqual("# cluster\n\nmigration: secure,network=192.0.2.0/24\nmac_prefix: BC:24:11", config.Remove("keyboard").ToText());
        Assert.AreSame(config, config.Remove("console"));
        Assert.AreSame(config, config.Set("keyboard", "de"));
        Assert.ThrowsExactly<ConfigValueException>(() => config.Set("keyboard", "a\nb: c"));
        Assert.ThrowsExactly<ConfigValueException>(() => config.Set("key board", "a"));
    }

    [TestMethod]
    public void Parse_Mistakes_ReportsAll()
    {
        var problems = Assert.ThrowsExactly<ConfigParseException>(() => KeyValueConfig.Parse("a: 1\nrubbish\na: 2\n", "datacenter.cfg"));
        CollectionAssert.AreEqual(
            new[]
            {
                "datacenter.cfg:2: 'rubbish' is no 'key: value' line. A line starts with its key or '#'.",
                "datacenter.cfg:3: a: is set twice, first in line 1. Remove one of the two lines.",
            },
            problems.Message.Split('\n'));
    }
}
