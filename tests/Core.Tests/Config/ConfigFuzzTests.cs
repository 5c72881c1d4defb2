using System.Text;
using CsCheck;
using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Core.Tests.Config;

/// <summary>No input crashes a parser.</summary>
[TestClass]
public sealed class ConfigFuzzTests
{
    private static readonly string[] Tokens =
    [
        ",", "=", "\"", "\\", "[", "]", ":", "#", "%", "%4", "%00", "\n", "\r", "\r\n", "\t", " ", "\0", "\ufeff", "\ud83d", "\u00fc", ";", "/", "..", "-", "0", "99999999999999999999",
        "[PENDING]\n", "[snap]\n", "delete: ", "net0: ", "virtio=", "cdrom: none\n", "lxc.a = b\n", "dir: local\n\tpath /x\n", "memory: 512\n", "\"\\", "scsi0: \"",
    ];

    private static readonly string[] Corpus = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Config", "corpus"))
        .Where(static f => Path.GetFileName(f)[0] != '.').ToArray();

    [TestMethod]
    public void Corpus_EachFile_IsTakenOrRefusedAsItsNameSays()
    {
        Assert.IsGreaterThan(30, Corpus.Length);
        foreach (var file in Corpus)
        {
            var text = Encoding.UTF8.GetString(File.ReadAllBytes(file));
            var taken = Path.GetExtension(file) switch
            {
                ".qemu" => ConfigExercise.Guest(text, GuestKind.Qemu),
                ".lxc" => ConfigExercise.Guest(text, GuestKind.Lxc),
                _ => ConfigExercise.Storage(text),
            };
            Assert.AreEqual(Path.GetFileName(file).StartsWith("ok-", StringComparison.Ordinal), taken, Path.GetFileName(file));
        }
    }

    [TestMethod]
    public void Corpus_EachFileThroughEachParser_NeverCrashes()
    {
        foreach (var bytes in Corpus.Select(File.ReadAllBytes))
        {
            All(Encoding.UTF8.GetString(bytes));
            All(Encoding.Latin1.GetString(bytes));
        }
    }

    [TestMethod]
    public void Mutated_CorpusFiles_NeverCrash()
    {
        var texts = Corpus.Select(static f => Encoding.UTF8.GetString(File.ReadAllBytes(f))).ToArray();
        var edits = Gen.Select(Gen.Int[0, 10000], Gen.OneOfConst(Tokens), Gen.Int[0, 20]).Array[0, 6];
        Gen.Select(Gen.OneOfConst(texts), edits).Sample(
            (text, changes) => All(changes.Aggregate(text, static (t, c) =>
            {
                var at = c.Item1 % (t.Length + 1);
                return string.Concat(t.AsSpan(0, at), c.Item2, t.AsSpan(Math.Min(t.Length, at + c.Item3)));
            })),
            iter: 5000);
    }

    [TestMethod]
    public void RandomBytes_NeverCrash() => Gen.Byte.Array[0, 300].Sample(static bytes =>
    {
        All(Encoding.UTF8.GetString(bytes));
        All(Encoding.Latin1.GetString(bytes));
    }, iter: 5000);

    [TestMethod]
    public void RandomTokens_NeverCrash() => Gen.OneOfConst(Tokens).Array[0, 40].Sample(static tokens => All(string.Concat(tokens)), iter: 5000);

    [TestMethod]
    public void RandomValues_OfEveryKey_NeverCrash()
    {
        var keys = ConfigSchema.Qemu.Keys.Concat(ConfigSchema.Lxc.Keys).ToArray();
        Gen.Select(Gen.OneOfConst(keys), Gen.OneOf(Samples.Mutated, Gen.OneOfConst(Tokens), Gen.String[0, 20]).Array[0, 5]).Sample(static (key, parts) =>
        {
            var value = string.Join(',', parts);
            var problem = key.Check(value);
            Assert.AreNotEqual("", problem);
            if (problem is null && key.Type == ConfigValueType.PropertyString)
            {
                Assert.AreEqual(value, PropertyString.Parse(key, value).ToString());
            }
        }, iter: 20000);
    }

    private static void All(string text)
    {
        ConfigExercise.Guest(text, GuestKind.Qemu);
        ConfigExercise.Guest(text, GuestKind.Lxc);
        ConfigExercise.Storage(text);
        ConfigExercise.KeyValue(text);
    }
}
