using Domar.HostTools.Files;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Files;

[TestClass]
public sealed class FileLockTests
{
    [TestMethod]
    public void SecondTaker_LearnsWhoHasIt_AndGetsItAfterwards()
    {
        using var folder = new TempFolder();
        using (var first = FileLock.TryTake(folder["l"], out _))
        {
            Assert.IsNotNull(first);
            Assert.IsNull(FileLock.TryTake(folder["l"], out var owner));
            Assert.AreEqual(Environment.ProcessId, owner);
        }

        using var second = FileLock.TryTake(folder["l"], out _);
        Assert.IsNotNull(second);
    }
}
