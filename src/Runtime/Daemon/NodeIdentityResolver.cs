namespace Domar.Runtime.Daemon;

/// <summary>Turns the daemon's options into folders and names.</summary>
internal static class NodeIdentityResolver
{
    /// <summary>Where this daemon keeps things.</summary>
    /// <exception cref="DaemonStartException">The options do not do.</exception>
    public static NodeIdentity Resolve(DaemonOptions options)
    {
        if (options.StandaloneFolder is not { } folder)
        {
            throw new DaemonStartException(
                "Guests as systemd units, which 'domar daemon' runs on the appliance, are not built yet. Run it on any Linux with 'domar daemon --standalone DIR'.");
        }

        var state = Path.GetFullPath(folder);
        Directory.CreateDirectory(state);
        var node = options.NodeName ?? Environment.MachineName.Split('.')[0].ToLowerInvariant();
        if (!IsNodeName(node))
        {
            throw new DaemonStartException($"'{node}' is no node name: letters, digits and '-' only. Name the node with --node NAME.");
        }

        var socket = options.SocketPath is { } path ? Path.GetFullPath(path) : Path.Combine(state, "api.sock");
        return new NodeIdentity(node, state, Path.Combine(state, "guests"), socket, IsStandalone: true)
        {
            // sd_booted(3). A daemon of somebody else, or on a desktop for a test, runs VMs only.
            HasSystemd = Directory.Exists("/run/systemd/system") && Environment.IsPrivilegedProcess,
        };
    }

    private static bool IsNodeName(string name)
    {
        if (name.Length is 0 or > 63 || name[0] == '-' || name[^1] == '-')
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
