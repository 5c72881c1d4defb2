using Domar.Core.Lxc;

namespace Domar.Core.Tests.Lxc;

/// <summary>Logs of LXC 6.0.4, as runs of this project made them.</summary>
[TestClass]
public sealed class LxcLogParserTests
{
    [TestMethod]
    public void Reason_IsTheFirstCause_WithoutWhatFollowsFromIt() => Assert.AreEqual(
        "No such file or directory - Failed to exec \"/bin/nothing\"",
        LxcLogParser.Reason(
            """
            lxc-start 105 20261128072044.308 WARN     cgfsng - ../src/lxc/cgroups/cgfsng.c:fchowmodat:1910 - No such file or directory - Failed to fchownat(47, memory.reclaim, 65536, 0, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW )
            lxc-start 105 20261128072044.333 ERROR    start - ../src/lxc/start.c:start:2209 - No such file or directory - Failed to exec "/bin/nothing"
            lxc-start 105 20261128072044.333 ERROR    sync - ../src/lxc/sync.c:sync_wait:34 - An error occurred in another process (expected sequence number 7)
            lxc-start 105 20261128072044.334 ERROR    start - ../src/lxc/start.c:__lxc_start:2119 - Failed to spawn container "105"
            lxc-start 105 20261128072044.335 WARN     start - ../src/lxc/start.c:lxc_abort:1037 - No such process - Failed to send SIGKILL via pidfd 48 for process 874
            lxc-start 105 20261128072044.346 ERROR    lxc_start - ../src/lxc/tools/lxc_start.c:lxc_start_main:307 - The container failed to start
            lxc-start 105 20261128072044.346 ERROR    lxc_start - ../src/lxc/tools/lxc_start.c:lxc_start_main:312 - Additional information can be obtained by setting the --logfile and --logpriority options
            """));

    [TestMethod]
    public void Reason_TakesTheWordsOfHooks() => Assert.AreEqual(
        "mount: /srv/data does not exist",
        LxcLogParser.Reason("mount: /srv/data does not exist\nlxc-start 105 20261128072044.334 ERROR    utils - ../src/lxc/utils.c:run_buffer:571 - Script exited with status 1\n"));

    [TestMethod]
    public void Reason_OfALogWithoutErrors_IsNull() => Assert.IsNull(
        LxcLogParser.Reason("lxc-start 1 20261128072044.308 WARN     cgfsng - ../src/lxc/cgroups/cgfsng.c:fchowmodat:1910 - No such file or directory\n"));
}
