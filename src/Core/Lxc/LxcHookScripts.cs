using System.Text;
using Domar.Core.Primitives;
using Domar.Core.Steps;

namespace Domar.Core.Lxc;

/// <summary>
/// The commands that LXC runs on the host before it makes a container and after its end. They are scripts, not hooks of their own, because LXC shows
/// neither a hook's name nor what it says (seen with 6.0.4): what mount complains of goes to the log of the start.
/// </summary>
internal sealed class LxcHookScripts
{
    private readonly List<string[]> _before = [];
    private readonly List<string[]> _after = [];
    private readonly List<string> _noLinks = [];

    /// <summary>Adds a command that must succeed before the start.</summary>
    /// <param name="source">The key of the guest's configuration that it comes from, for messages.</param>
    /// <param name="command">Program and arguments.</param>
    public void AddBefore(string source, params IEnumerable<string> command) => _before.Add(Checked(source, command));

    /// <summary>
    /// Adds a mount that must succeed before the start, and its end: a container that reboots runs all of this again, in the same mount namespace.
    /// </summary>
    /// <param name="source">The key of the guest's configuration that it comes from, for messages.</param>
    /// <param name="target">Where.</param>
    /// <param name="arguments">mount's arguments before the target.</param>
    public void AddMount(string source, string target, params IEnumerable<string> arguments)
    {
        AddBefore(source, ["/usr/bin/mount", .. arguments, target]);
        _after.Insert(0, ["/usr/bin/umount", "--lazy", "--quiet", target]);
    }

    /// <summary>Adds a place where no link may stand when all is mounted.</summary>
    public void AddNoLink(string path)
    {
        if (!_noLinks.Contains(path))
        {
            _noLinks.Add(path);
        }
    }

    public void Plan(LxcContext context)
    {
        context.Text.Section("Mounts, devices and checks before the start, in the unit's own mount namespace; their end after it");
        context.Text.AddCommand("lxc.hook.pre-start", "hooks", "/bin/sh", context.Paths.Prepare);
        context.Text.AddCommand("lxc.hook.post-stop", "hooks", "/bin/sh", context.Paths.CleanUp);
        var begin = new StringBuilder(Head(context, "what must be there before the container starts")).Append("set -e\n");
        AppendAll(begin, _before);
        if (_noLinks.Count > 0)
        {
            begin.Append("no_link() {\n    if [ -L \"$1\" ]; then\n        echo \"Cannot mount in container ").Append(context.Id)
                .Append(": '$1' is a link, which could lead out of the container. Replace it by a folder, or change the mount point.\"\n        exit 1\n    fi\n}\n");
            AppendAll(begin, _noLinks.Select(static p => new[] { "no_link", p }));
        }

        var end = new StringBuilder(Head(context, "what goes when the container has ended"));
        AppendAll(end, _after);
        // What is not mounted, after a start that failed half-way, is no fault.
        end.Append("exit 0\n");
        context.Files.Add(new WriteFile(context.Paths.Prepare, begin.ToString()) { Text = $"Write what prepares the start of container {context.Id}" });
        context.Files.Add(new WriteFile(context.Paths.CleanUp, end.ToString()) { Text = $"Write what follows the end of container {context.Id}" });
    }

    /// <summary>How a script of LXC's begins: what it says goes to the log of the start.</summary>
    public static string Head(LxcContext context, string purpose) =>
        $"#!/bin/sh\n# Made by Domar: {purpose}.\nexec >>{ShellWord.Quote(context.Paths.Log)} 2>&1\n";

    private static string[] Checked(string source, IEnumerable<string> command)
    {
        string[] words = [.. command];
        foreach (var word in words)
        {
            LxcConfigText.RefuseControls(source, word);
        }

        return words;
    }

    private static void AppendAll(StringBuilder script, IEnumerable<string[]> commands)
    {
        foreach (var command in commands)
        {
            script.AppendJoin(' ', command.Select(ShellWord.Quote)).Append('\n');
        }
    }
}
