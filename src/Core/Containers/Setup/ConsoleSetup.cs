using System.Text;

namespace Domar.Core.Containers.Setup;

/// <summary>
/// Logins on the console and the ttys, where the first process reads inittab(5) (Alpine's busybox, sysvinit). systemd starts them by itself in a container:
/// console-getty.service, and container-getty@.service for each tty that LXC names.
/// </summary>
internal static class ConsoleSetup
{
    private const string Inittab = "/etc/inittab";
    private const int DefaultTtys = 2;

    public static GuestFactsQuery Query { get; } = new([Inittab], ["/usr/lib/systemd/systemd", "/lib/systemd/systemd", "/etc/systemd/system/console-getty.service"], []);

    public static void Plan(GuestSetupContext context)
    {
        if (context.HasSystemd)
        {
            // A template made for other uses may have masked it.
            if (context.Facts.Has("/etc/systemd/system/console-getty.service"))
            {
                context.Edits.Add(new GuestEdit.Remove("/etc/systemd/system/console-getty.service"));
            }

            return;
        }

        if (context.Facts.Text(Inittab) is not { } text)
        {
            return;
        }

        var block = new StringBuilder();
        var count = context.Config.GetInteger("tty") ?? DefaultTtys;
        var busybox = context.Os.Type == "alpine";
        if (context.Config.GetBoolean("console", true))
        {
            block.Append(busybox ? "console::respawn:/sbin/getty 38400 console\n" : "c0:2345:respawn:/sbin/getty 38400 console\n");
        }

        for (var tty = 1; tty <= count; tty++)
        {
            block.Append(busybox ? $"tty{tty}::respawn:/sbin/getty 38400 tty{tty}\n" : $"{tty}:2345:respawn:/sbin/getty 38400 tty{tty}\n");
        }

        context.Write(Inittab, MarkedBlock.Put(WithoutGettys(text), block.ToString()));
    }

    /// <summary>Their own logins become comments: on a terminal that is not there they are started again and again.</summary>
    private static string WithoutGettys(string text)
    {
        var own = MarkedBlock.Outside(text);
        if (!own.Any(IsGetty))
        {
            return text;
        }

        var result = new StringBuilder();
        foreach (var line in own)
        {
            result.Append(IsGetty(line) ? "#" : "").Append(line).Append('\n');
        }

        return result.ToString();
    }

    private static bool IsGetty(string line) =>
        !line.StartsWith('#') && line.Split(':') is [_, _, _, var command, ..] && command.Split(' ') is [var program, ..] && program.EndsWith("getty", StringComparison.Ordinal);
}
