using System.Runtime.InteropServices;
using Domar.Image.Builder.Trees;
using Domar.TestKit;

namespace Domar.Image.Builder.Tests.Trees;

/// <summary>A root tree in a temporary folder.</summary>
internal sealed partial class TestTree : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Makes an empty tree.</summary>
    public TestTree() => Directory.CreateDirectory(Root);

    /// <summary>The tree's root. Beside it is room for files that are not in the tree.</summary>
    public string Root => _folder["root"];

    public TreeFolder Open() => new(Root);

    /// <summary>A path beside the tree.</summary>
    public string Beside(string name) => _folder[name];

    public TestTree File(string path, string content = "x")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root + path)!);
        System.IO.File.WriteAllText(Root + path, content);
        return this;
    }

    public TestTree File(string path, int bytes) => File(path, new string('x', bytes));

    public TestTree Folder(string path)
    {
        Directory.CreateDirectory(Root + path);
        return this;
    }

    public TestTree Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root + path)!);
        System.IO.File.CreateSymbolicLink(Root + path, target);
        return this;
    }

    public TestTree HardLink(string path, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root + path)!);
        Assert.AreEqual(0, MakeHardLink(Root + to, Root + path));
        return this;
    }

    /// <summary>Everything in the tree, a line each.</summary>
    public string Listing() => string.Join('\n', Open().List().Select(static entry => entry.Path));

    public void Dispose() => _folder.Dispose();

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeHardLink(string from, string to);
}
