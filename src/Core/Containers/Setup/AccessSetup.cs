namespace Domar.Core.Containers.Setup;

/// <summary>How root gets in: password, SSH keys.</summary>
internal static class AccessSetup
{
    private const string Folder = "/root/.ssh";
    private const string Keys = "/root/.ssh/authorized_keys";

    public static GuestFactsQuery Query { get; } = new([Keys], [], []);

    public static void Plan(GuestSetupContext context)
    {
        var keys = context.Options.SshPublicKeys.SelectMany(static text => text.Split('\n')).Select(static line => line.Trim()).Where(static line => line.Length > 0).ToList();
        if (keys.Count > 0)
        {
            context.Edits.Add(new GuestEdit.MakeFolder(Folder, 0x1c0)); // 0700
            context.Write(Keys, MarkedBlock.Put(context.Facts.Text(Keys), string.Join('\n', keys) + "\n"), 0x180); // 0600
        }

        if (context.Options.RootPasswordHash is { } hash)
        {
            context.Edits.Add(new GuestEdit.SetPassword("root", hash));
        }
    }
}
