using System.Text.Json.Serialization;

namespace Domar.Core.Containers;

/// <summary>
/// One change of a container's root file system. Paths are the guest's, absolute; their folders are made where absent (mode 0755). Symbolic
/// links on the way are followed inside the root folder, the last part never: what stands there is replaced.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "edit")]
[JsonDerivedType(typeof(WriteFile), "write")]
[JsonDerivedType(typeof(MakeFolder), "folder")]
[JsonDerivedType(typeof(Remove), "remove")]
[JsonDerivedType(typeof(MakeSymlink), "symlink")]
[JsonDerivedType(typeof(SetPassword), "password")]
public abstract record GuestEdit
{
    private protected GuestEdit()
    {
    }

    /// <summary>Writes a file whole. One that is there keeps owner and, unless told otherwise, mode.</summary>
    /// <param name="Path">The file.</param>
    /// <param name="Content">Its text.</param>
    /// <param name="Mode">Permission bits; null keeps those of the file that is there, or is 0644.</param>
    public sealed record WriteFile(string Path, string Content, int? Mode = null) : GuestEdit;

    /// <summary>Makes a folder, or sets the mode of one that is there.</summary>
    /// <param name="Path">The folder.</param>
    /// <param name="Mode">Permission bits.</param>
    public sealed record MakeFolder(string Path, int Mode) : GuestEdit;

    /// <summary>Removes a file or link; it may be absent already.</summary>
    /// <param name="Path">The file.</param>
    public sealed record Remove(string Path) : GuestEdit;

    /// <summary>Makes a symbolic link, in place of what file or link is there.</summary>
    /// <param name="Path">The link.</param>
    /// <param name="Target">Where it points to, as the guest will see it.</param>
    public sealed record MakeSymlink(string Path, string Target) : GuestEdit;

    /// <summary>Sets a user's password in /etc/shadow. The user must be there.</summary>
    /// <param name="User">The user.</param>
    /// <param name="Hash">A hash of crypt(5).</param>
    public sealed record SetPassword(string User, string Hash) : GuestEdit
    {
        /// <summary>Without the hash, so that no log has it.</summary>
        public override string ToString() => $"SetPassword {{ User = {User} }}";
    }
}
