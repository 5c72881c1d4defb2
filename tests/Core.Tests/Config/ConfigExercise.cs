using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Core.Tests.Config;

/// <summary>Puts a text through everything that reads configurations. Whatever escapes other than the parser's own exception is a defect.</summary>
internal static class ConfigExercise
{
    /// <summary>Whether a guest's parser takes the text.</summary>
    internal static bool Guest(string text, GuestKind kind)
    {
        GuestConfig config;
        try
        {
            config = GuestConfig.Parse(text, kind, "test.conf");
        }
        catch (ConfigParseException e)
        {
            Assert.IsNotEmpty(e.Problems);
            Assert.IsTrue(e.Problems.All(static p => p.Line > 0));
            return false;
        }

        Assert.AreEqual(text, config.ToText());
        foreach (var section in config.Snapshots.Concat(config.Special).Prepend(config.Current).Concat(config.Pending is { } pending ? [pending] : []))
        {
            foreach (var (key, _) in section.Entries)
            {
                Assert.IsNotNull(section[key]);
                section.GetBoolean(key, true);
                section.GetInteger(key);
                section.GetNumber(key);
                if (section.Property(key) is { } property)
                {
                    Assert.AreEqual(section[key], property.ToString());
                }
            }

            _ = section.Description;
            _ = section.Indexed("net").Count();
        }

        AssertReadsBack(config.Set("memory", "64").Remove("memory"));
        AssertReadsBack(config.SetPending("memory", "64").DeletePending("onboot").RevertPending("memory"));
        AssertReadsBack(config.WithDescription("a\nb%\u00fc"));
        AssertReadsBack(config.WithDescription(null).ClearPending());
        return true;
    }

    /// <summary>Whether the storage parser takes the text.</summary>
    internal static bool Storage(string text)
    {
        try
        {
            var config = StorageConfig.Parse(text, "storage.cfg");
            Assert.AreEqual(text, config.ToText());
            foreach (var storage in config.Storages)
            {
                Assert.AreSame(storage, config.Find(storage.Id));
                _ = (storage.Content, storage.Nodes, storage.IsShared, storage.IsDisabled);
            }

            foreach (var storage in config.Storages.Where(static s => s.Schema is not null))
            {
                var disabled = config.Set(storage.Id, "disable", "1");
                Assert.AreEqual("1", StorageConfig.Parse(disabled.ToText(), "storage.cfg").Find(storage.Id)!["disable"]);
            }

            if (config.Find("added") is null)
            {
                var added = config.Add("dir", "added", [new("path", "/x")]);
                Assert.AreEqual(added.ToText(), StorageConfig.Parse(added.ToText(), "storage.cfg").ToText());
                Assert.HasCount(config.Storages.Count, added.Remove("added").Storages);
            }

            return true;
        }
        catch (ConfigParseException e)
        {
            Assert.IsNotEmpty(e.Problems);
            return false;
        }
    }

    /// <summary>Whether the parser of plain files takes the text.</summary>
    internal static bool KeyValue(string text)
    {
        try
        {
            var config = KeyValueConfig.Parse(text, "datacenter.cfg");
            Assert.AreEqual(text, config.ToText());
            Assert.AreEqual("x", KeyValueConfig.Parse(config.Set("added", "x").ToText(), "datacenter.cfg")["added"]);
            return true;
        }
        catch (ConfigParseException e)
        {
            Assert.IsNotEmpty(e.Problems);
            return false;
        }
    }

    /// <summary>An edited configuration is what a parser reads from its text.</summary>
    internal static void AssertReadsBack(GuestConfig config)
    {
        var back = GuestConfig.Parse(config.ToText(), config.Kind, config.FileName);
        CollectionAssert.AreEqual(Facts(back), Facts(config));
        Assert.AreEqual(back.Description, config.Description);
    }

    private static string[] Facts(GuestConfig config) =>
    [
        .. config.Snapshots.Concat(config.Special).Prepend(config.Current).Concat(config.Pending is { } pending ? [pending] : [])
            .SelectMany(static s => s.Entries.Select(e => $"{s.Name}/{e.Key}={e.Value}")),
    ];
}
