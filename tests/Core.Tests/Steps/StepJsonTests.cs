using System.Text.Json;
using Domar.Core.Steps;

namespace Domar.Core.Tests.Steps;

[TestClass]
public sealed class StepJsonTests
{
    private static readonly JsonElement Plan = JsonDocument.Parse(StepJson.Format(SamplePlan.Create())).RootElement;

    [TestMethod]
    public void Plan_HasGroupsAndBytes()
    {
        Assert.AreEqual("Partition the disks", Plan.GetProperty("groups")[0].GetProperty("title").GetString());
        Assert.AreEqual(10_000_001, Plan.GetProperty("bytes").GetInt64());
    }

    [TestMethod]
    [DataRow(0, 0, """{"kind":"run","text":"Write the partition table of sda","program":"sfdisk","arguments":["--wipe","always","/dev/my disk"],"input":"label: gpt\nstart=2048\n","timeoutSeconds":300,"mayFail":false,"undo":[]}""")]
    [DataRow(0, 1, """{"kind":"run","text":"Discard","program":"blkdiscard","arguments":["/dev/sda","a\nb'"],"input":null,"timeoutSeconds":1.5,"mayFail":true,"undo":[]}""")]
    [DataRow(1, 0, """{"kind":"copyBytes","text":"Write slot A","source":"/run/root.img","sourceOffset":512,"length":5000000,"targets":[{"path":"/dev/sda5","offset":0},{"path":"/dev/sdb","offset":4096}],"verify":true,"mayFail":false,"undo":[]}""")]
    [DataRow(1, 1, """{"kind":"mount","text":"Mount the ESP","source":"/dev/sda2","target":"/mnt/esp","type":"vfat","options":"noatime","mayFail":false,"undo":[{"kind":"run","text":"Nothing","program":"true","arguments":[],"input":null,"timeoutSeconds":300,"mayFail":false,"undo":[]}]}""")]
    [DataRow(1, 2, """{"kind":"copy","text":"Copy a","source":"/a","target":"/mnt/esp/a","bytes":1,"hash":"1f2e","mayFail":false,"undo":[]}""")]
    [DataRow(1, 3, """{"kind":"folder","text":"Make the folder of the state","path":"/mnt/state","mode":"0755","mayFail":false,"undo":[]}""")]
    [DataRow(1, 4, """{"kind":"write","text":"Name the host","path":"/mnt/state/name","mode":"0644","content":"hv1\n","secret":false,"mayFail":false,"undo":[]}""")]
    [DataRow(1, 5, """{"kind":"write","text":"Set the password","path":"/mnt/state/shadow","mode":"0600","content":"(secret)","secret":true,"mayFail":false,"undo":[]}""")]
    public void EachKind_HasAllThatItDoes(int group, int step, string expected)
    {
        var actual = Plan.GetProperty("groups")[group].GetProperty("steps")[step];

        Assert.IsTrue(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, actual), actual.GetRawText());
    }
}
