using Domar.Core.Steps;

namespace Domar.Core.Tests.Steps;

[TestClass]
public sealed class StepTextTests
{
    [TestMethod]
    public void EveryKind_IsToldInWordsAndExactly()
    {
        Assert.AreEqual("""
            Partition the disks
                1. Write the partition table of sda
                   sfdisk --wipe always '/dev/my disk'
                   | label: gpt
                   | start=2048
                2. Discard (may fail)
                   blkdiscard /dev/sda $'a\nb\''

            Write the system
                3. Write slot A
                   copy 5000000 bytes of /run/root.img at byte 512 to /dev/sda5, /dev/sdb at byte 4096, and compare
                4. Mount the ESP
                   mount -t vfat -o noatime -- /dev/sda2 /mnt/esp
                5. Copy a
                   copy /a to /mnt/esp/a, 1 byte, and check its hash
                6. Make the folder of the state
                   make folder /mnt/state, mode 0755
                7. Name the host
                   write /mnt/state/name, mode 0644, 4 bytes
                   | hv1
                8. Set the password
                   write /mnt/state/shadow, mode 0600: (secret)

            8 steps, 9.5 MiB to write.

            """, StepText.Format(SamplePlan.Create()));
    }

    [TestMethod]
    public void ControlCharacters_DoNotReachTheTerminal()
    {
        var text = StepText.Format(new StepPlan([new StepGroup("a\u001b[2J", [new RunCommand("x\u001b", []) { Text = "b\rc", Input = "d\u009be" }])]));

        Assert.AreEqual("a\\u001b[2J\n    1. b\\u000dc\n       $'x\\u001b'\n       | d\\u009be\n\n1 step.\n", text);
    }

    [TestMethod]
    public void Secret_IsNeitherInTextNorInJson()
    {
        var plan = SamplePlan.Create();

        Assert.DoesNotContain("$y$", StepText.Format(plan));
        Assert.DoesNotContain("$y$", StepJson.Format(plan));
    }
}
