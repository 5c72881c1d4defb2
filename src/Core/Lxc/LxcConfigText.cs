using System.Text;
using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Qemu;

namespace Domar.Core.Lxc;

/// <summary>Writes LXC's configuration (lxc.container.conf(5)), so that each value reaches LXC as it is and none can make a second line.</summary>
internal sealed class LxcConfigText
{
    private readonly StringBuilder _text = new();

    /// <summary>Begins a paragraph that says what its lines are for.</summary>
    public void Section(string comment)
    {
        if (_text.Length > 0)
        {
            _text.Append('\n');
        }

        _text.Append("# ").Append(comment).Append('\n');
    }

    /// <summary>Adds a line.</summary>
    /// <param name="key">LXC's key.</param>
    /// <param name="value">The value as LXC should see it.</param>
    /// <param name="source">The key of the guest's configuration that it comes from, for messages.</param>
    /// <exception cref="PlanException">The value has a control character.</exception>
    public void Add(string key, string value, string? source = null)
    {
        RefuseControls(source ?? key, value);
        // LXC cuts blanks at both ends and one pair of quotes around the whole.
        var isQuoted = value.Length > 0 && (value[0] is '"' or '\'' or ' ' or '\t' || value[^1] is ' ' or '\t');
        _text.Append(key).Append(" = ").Append(isQuoted ? $"\"{value}\"" : value).Append('\n');
    }

    /// <summary>Adds a command that LXC runs; it gives the line to a shell.</summary>
    public void AddCommand(string key, string source, params IEnumerable<string> command)
    {
        string[] words = [.. command];
        foreach (var word in words)
        {
            RefuseControls(source, word);
        }

        Add(key, string.Join(' ', words.Select(ShellWord.Quote)), source);
    }

    /// <summary>Adds a mount that LXC makes in the container, never following a link out of its root.</summary>
    /// <param name="source">The key of the guest's configuration that it comes from, for messages.</param>
    /// <param name="from">What is mounted.</param>
    /// <param name="target">Where, relative to the container's root.</param>
    /// <param name="type">File system, <c>none</c> for a bind mount.</param>
    /// <param name="options">Its options.</param>
    public void AddMount(string source, string from, string target, string type, string options)
    {
        RefuseControls(source, from);
        RefuseControls(source, target);
        Add("lxc.mount.entry", $"{Field(from)} {Field(target)} {type} {options} 0 0", source);
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <exception cref="PlanException">The value has a control character: it could begin a line of its own.</exception>
    public static void RefuseControls(string source, string value)
    {
        if (value.Any(static c => char.IsControl(c) && c != '\t'))
        {
            throw new PlanException($"{source}: {ConfigValue.Shown(value)} has a line break or another control character, which LXC's configuration cannot hold. Remove it.");
        }
    }

    // fstab(5): what separates fields is written in octal.
    private static string Field(string text)
    {
        var field = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                ' ' => field.Append("\\040"),
                '\t' => field.Append("\\011"),
                '\\' => field.Append("\\134"),
                _ => field.Append(c),
            };
        }

        return field.ToString();
    }
}
