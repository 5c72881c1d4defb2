using Domar.HostTools.Exec;
using Domar.HostTools.Storage;
using Domar.HostTools.Tests.Fakes;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Storage;

[TestClass]
public sealed class UdevDeviceNodesTests
{
    [TestMethod]
    public async Task WhatIsThere_IsNotWaitedFor_WhatComesIs_WhatDoesNotIsSaid()
    {
        using var folder = new TempFolder();
        var path = folder["vm-100-disk-0"];
        var comes = true;
        var runner = new FakeToolRunner(_ =>
        {
            if (comes)
            {
                File.WriteAllText(path, "");
            }

            return new ToolResult(0, "", "");
        });
        var nodes = new UdevDeviceNodes(runner);

        await nodes.WaitForAsync(path, default);
        await nodes.WaitForAsync(path, default);

        Assert.AreEqual($"udevadm settle --timeout=20 --exit-if-exists={path}", runner.Runs.Single().ToString());
        File.Delete(path);
        comes = false;
        Assert.Contains($"'{path}' did not appear", (await Assert.ThrowsExactlyAsync<ToolException>(() => nodes.WaitForAsync(path, default))).Message);
    }
}
