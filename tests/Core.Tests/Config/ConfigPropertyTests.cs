using CsCheck;
using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Core.Tests.Config;

/// <summary>What holds for every configuration and every edit.</summary>
[TestClass]
public sealed class ConfigPropertyTests
{
    private static readonly Dictionary<GuestKind, Gen<(string Key, string Value)>> Entries =
        new() { [GuestKind.Qemu] = MakeEntry(GuestKind.Qemu), [GuestKind.Lxc] = MakeEntry(GuestKind.Lxc) };

    private static readonly Gen<string> LineEnd = Gen.OneOfConst("\n", "\r\n");

    [TestMethod]
    [DataRow(GuestKind.Qemu)]
    [DataRow(GuestKind.Lxc)]
    public void RandomDocument_RoundTrips(GuestKind kind) =>
        Document(kind).Sample(text => Assert.IsTrue(ConfigExercise.Guest(text, kind), text), iter: 1000);

    [TestMethod]
    [DataRow(GuestKind.Qemu)]
    [DataRow(GuestKind.Lxc)]
    public void RandomSet_IsReadBackAndLeavesOtherLinesAlone(GuestKind kind) =>
        Gen.Select(Document(kind), Entries[kind]).Sample((text, entry) =>
        {
            var before = GuestConfig.Parse(text, kind, "t.conf");
            var after = before.Set(entry.Key, entry.Value);

            Assert.AreEqual(entry.Value, after.Current[entry.Key]);
            var kept = Lines(text).Where(l => !l.StartsWith(entry.Key + ":", StringComparison.Ordinal)).ToArray();
            var now = Lines(after.ToText()).ToList();
            if (before.Current[entry.Key] is null)
            {
                Assert.IsTrue(now.Remove($"{entry.Key}: {entry.Value}"), after.ToText());
                CollectionAssert.AreEqual(Lines(text), now);
            }
            else
            {
                Assert.HasCount(Lines(text).Length, now);
                CollectionAssert.IsSubsetOf(kept, now);
            }

            ConfigExercise.AssertReadsBack(after);
        }, iter: 1000);

    [TestMethod]
    public void RandomEdits_LeaveWhatAPlainMapWouldHold()
    {
        var edit = Gen.Select(Gen.Int[0, 4], Entries[GuestKind.Qemu]);
        Gen.Select(Document(GuestKind.Qemu), edit.Array[1, 15]).Sample((text, edits) =>
        {
            var config = GuestConfig.Parse(text, GuestKind.Qemu, "t.conf");
            var current = config.Current.Entries.ToDictionary();
            var pending = config.Pending?.Entries.Where(static e => e.Key != "delete").ToDictionary() ?? [];
            var deletes = config.PendingDeletes.Select(static d => d.Key).ToHashSet();
            foreach (var (what, (key, value)) in edits)
            {
                switch (what)
                {
                    case 0:
                        config = config.Set(key, value);
                        current[key] = value;
                        break;
                    case 1:
                        config = config.Remove(key);
                        current.Remove(key);
                        break;
                    case 2:
                        config = config.SetPending(key, value);
                        pending[key] = value;
                        deletes.Remove(key);
                        break;
                    case 3:
                        config = config.DeletePending(key);
                        pending.Remove(key);
                        deletes.Add(key);
                        break;
                    default:
                        config = config.RevertPending(key);
                        pending.Remove(key);
                        deletes.Remove(key);
                        break;
                }
            }

            var back = GuestConfig.Parse(config.ToText(), GuestKind.Qemu, "t.conf");
            CollectionAssert.AreEquivalent(current.ToArray(), back.Current.Entries.ToArray());
            CollectionAssert.AreEquivalent(pending.ToArray(), (back.Pending?.Entries ?? []).Where(static e => e.Key != "delete").ToArray());
            CollectionAssert.AreEquivalent(deletes.ToArray(), back.PendingDeletes.Select(static d => d.Key).ToArray());
            CollectionAssert.AreEqual(
                GuestConfig.Parse(text, GuestKind.Qemu, "t.conf").Snapshots.SelectMany(static s => s.Entries).ToArray(), back.Snapshots.SelectMany(static s => s.Entries).ToArray());
        }, iter: 1000);
    }

    [TestMethod]
    public void RandomDescription_IsReadBack() => Gen.Select(Document(GuestKind.Qemu), Gen.String[0, 60]).Sample((text, notes) =>
    {
        // Half a surrogate pair has no UTF-8.
        notes = new string([.. notes.Where(static c => !char.IsSurrogate(c))]);
        var after = GuestConfig.Parse(text, GuestKind.Qemu, "t.conf").WithDescription(notes);
        var expected = notes.TrimEnd().Length == 0 ? null : notes.TrimEnd();
        Assert.AreEqual(expected, after.Description);
        Assert.AreEqual(expected, GuestConfig.Parse(after.ToText(), GuestKind.Qemu, "t.conf").Description);
        CollectionAssert.AreEqual(WithoutNotes(text), WithoutNotes(after.ToText()));
    });

    [TestMethod]
    public void RandomStorages_RoundTripThroughAddSetAndRemove()
    {
        var one = Gen.Select(Gen.OneOfConst([.. StorageSchema.Types]), Gen.Int[0, 30], Gen.Bool);
        one.Array[1, 10].Sample(static storages =>
        {
            var config = StorageConfig.Parse("# mine\n", "storage.cfg");
            foreach (var (type, number, remove) in storages)
            {
                var id = $"s{number}";
                if (config.Find(id) is not null)
                {
                    config = remove ? config.Remove(id) : config.Set(id, "disable", "1");
                    continue;
                }

                config = config.Add(type.Name, id, type.Required.Select(static r => KeyValuePair.Create(r, Example(StorageSchema.FindProperty(r)!))));
                config = config.Set(id, "content", string.Join(',', type.DefaultContent));
            }

            var back = StorageConfig.Parse(config.ToText(), "storage.cfg");
            Assert.IsEmpty(back.Warnings);
            CollectionAssert.AreEqual(
                config.Storages.SelectMany(static s => s.Entries.Select(e => (s.Type, s.Id, e))).ToArray(), back.Storages.SelectMany(static s => s.Entries.Select(e => (s.Type, s.Id, e))).ToArray());
        });
    }

    private static string Example(SubKeySchema property) => Samples.All.First(s => s.Length > 0 && property.Check(s) is null);

    /// <summary>An entry that the schema takes: single values from the samples, property strings built of their sub-keys.</summary>
    private static Gen<(string Key, string Value)> MakeEntry(GuestKind kind)
    {
        var keys = ConfigSchema.Of(kind).Keys
            .Where(static k => k.Type != ConfigValueType.Raw && k.AliasOf is null && k.Name is not ("description" or "delete")).ToArray();
        return Gen.OneOf([.. keys.Select(static key => Gen.Select(Gen.Int[0, Math.Min(key.MaxIndex ?? 0, 12)], Value(key),
            (index, value) => (key.MaxIndex is null ? key.Name : key.BaseName + index, value)))]);
    }

    private static Gen<string> Value(KeySchema key)
    {
        if (key.Type != ConfigValueType.PropertyString)
        {
            return Gen.OneOfConst(Fitting(key));
        }

        var parts = key.SubKeys.Where(static s => s.AliasOf is null).Select(s =>
            Gen.Select(Gen.OneOfConst(Fitting(s)), Gen.Bool, (value, take) => s.IsRequired || take ? PropertyWriterText(s, value) : null));
        return Gen.Select(Gen.Const(0), All([.. parts]), static (_, all) => string.Join(',', all.OfType<string>()))
            .Where(text => text.Length > 0 && key.Check(text) is null);
    }

    private static string PropertyWriterText(SubKeySchema subKey, string value) =>
        $"{subKey.Name}={(value.Contains(',', StringComparison.Ordinal) || value.Trim().Length == 0 ? $"\"{value}\"" : value)}";

    private static Gen<string?[]> All(Gen<string?>[] parts) =>
        parts.Aggregate(Gen.Const(Array.Empty<string?>()), static (all, part) => Gen.Select(all, part, static (a, p) => (string?[])[.. a, p]));

    /// <summary>Samples that the schema takes and that a line can hold.</summary>
    private static string[] Fitting(ValueSchema schema) =>
        [.. Samples.All.Concat(schema.AllowedValues).Where(s => s.Length > 0 && s == s.Trim() && !s.StartsWith('"') && schema.Check(s) is null)];

    private static Gen<string> Document(GuestKind kind)
    {
        var filler = Gen.OneOfConst("", "  ", "# between", "#%C3%BC", "future: 1,2=3");
        var body = Gen.Select(Gen.OneOfConst("#note", "#a%3Ab").Array[0, 2], Entries[kind].Array[0, 8], filler.Array[0, 2], static (notes, entries, fillers) =>
            notes.Concat(entries.DistinctBy(static e => e.Key).Select(static e => $"{e.Key}: {e.Value}")).Concat(fillers.Distinct()));
        return Gen.Select(body, body, body, Gen.Int[0, 3], LineEnd, Gen.Bool, static (current, pending, snapshot, sections, end, final) =>
        {
            IEnumerable<string> lines = current;
            lines = (sections & 1) == 0 ? lines : [.. lines, "", "[PENDING]", .. pending];
            lines = (sections & 2) == 0 ? lines : [.. lines, "", "[snap]", .. snapshot];
            return string.Join(end, lines) + (final ? end : "");
        });
    }

    private static string[] WithoutNotes(string text) => [.. Lines(text).SkipWhile(static l => l.Trim().Length == 0 || l[0] == '#')];

    private static string[] Lines(string text)
    {
        var lines = text.Split('\n').Select(static l => l.TrimEnd('\r')).ToArray();
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
