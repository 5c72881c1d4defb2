using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Runtime.Cli.Commands.Guests;

/// <summary>What differs between the commands for VMs and those for containers where they do the same.</summary>
internal sealed class GuestCommandKind
{
    private GuestCommandKind(GuestKind kind, string group, string label, string noun, string plural)
    {
        (Kind, Group, Label, Noun, Plural) = (kind, group, label, noun, plural);
    }

    /// <summary><c>domar vm ...</c>.</summary>
    public static GuestCommandKind Vm { get; } = new(GuestKind.Qemu, "vm", "VM", "VM", "VMs");

    /// <summary><c>domar ct ...</c>.</summary>
    public static GuestCommandKind Ct { get; } = new(GuestKind.Lxc, "ct", "CT", "container", "containers");

    /// <summary>The kind of guest.</summary>
    public GuestKind Kind { get; }

    /// <summary>First word of the commands.</summary>
    public string Group { get; }

    /// <summary>Stands before a guest's number: <c>VM 100</c>, <c>CT 101</c>, as in messages of the daemon.</summary>
    public string Label { get; }

    /// <summary>What a sentence calls one.</summary>
    public string Noun { get; }

    /// <summary>What a sentence calls several.</summary>
    public string Plural { get; }

    /// <summary>Whether these are containers.</summary>
    public bool IsContainer => Kind is GuestKind.Lxc;

    /// <summary>The config keys.</summary>
    public ConfigSchema Schema => ConfigSchema.Of(Kind);

    /// <summary>Where the API has all of them.</summary>
    public string ListPath => $"{Invocation.Node}/{(IsContainer ? "lxc" : "qemu")}";

    /// <summary>The kind of commands that begin with a word; null when it is none of them.</summary>
    public static GuestCommandKind? OfGroup(string word) => word == Vm.Group ? Vm : word == Ct.Group ? Ct : null;

    /// <summary>Where the API has one of them.</summary>
    public string Path(GuestId id) => $"{ListPath}/{id}";

    /// <summary>One of them in a message.</summary>
    public string Name(GuestId id) => $"{Label} {id}";
}
