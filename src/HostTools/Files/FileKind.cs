namespace Domar.HostTools.Files;

/// <summary>What a name in a folder is.</summary>
public enum FileKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, dangling or not.</summary>
    Link,

    /// <summary>A device, socket or pipe.</summary>
    Other,
}
