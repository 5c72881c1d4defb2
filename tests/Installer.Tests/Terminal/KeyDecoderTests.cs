using System.Text;
using CsCheck;
using Domar.Installer.Terminal;

namespace Domar.Installer.Tests.Terminal;

[TestClass]
public sealed class KeyDecoderTests
{
    [TestMethod]
    [DataRow("\e[[A", nameof(KeyCode.Help), DisplayName = "F1 of the Linux console")]
    [DataRow("\eOP", nameof(KeyCode.Help), DisplayName = "F1 of xterm")]
    [DataRow("\e[11~", nameof(KeyCode.Help), DisplayName = "F1 of rxvt")]
    [DataRow("\e[1;2P", nameof(KeyCode.Help), DisplayName = "Shift-F1 of xterm")]
    [DataRow("\e1", nameof(KeyCode.Help), DisplayName = "Escape and 1")]
    [DataRow("\e[21~", nameof(KeyCode.Log), DisplayName = "F10 of all of them")]
    [DataRow("\e0", nameof(KeyCode.Log), DisplayName = "Escape and 0")]
    [DataRow("\e[[B", nameof(KeyCode.Other), DisplayName = "F2 of the Linux console")]
    [DataRow("\eOQ", nameof(KeyCode.Other), DisplayName = "F2 of xterm")]
    [DataRow("\e[A", nameof(KeyCode.Up))]
    [DataRow("\eOA", nameof(KeyCode.Up), DisplayName = "Up in application mode")]
    [DataRow("\e[1;5D", nameof(KeyCode.Left), DisplayName = "Ctrl-Left")]
    [DataRow("\e[Z", nameof(KeyCode.BackTab))]
    [DataRow("\e[1~", nameof(KeyCode.Home), DisplayName = "Home of the Linux console and VT220")]
    [DataRow("\e[H", nameof(KeyCode.Home), DisplayName = "Home of xterm")]
    [DataRow("\e[4~", nameof(KeyCode.End))]
    [DataRow("\e[3~", nameof(KeyCode.Delete))]
    [DataRow("\e[6~", nameof(KeyCode.PageDown))]
    [DataRow("\x7f", nameof(KeyCode.Backspace))]
    [DataRow("\b", nameof(KeyCode.Backspace))]
    [DataRow("\r", nameof(KeyCode.Enter))]
    [DataRow("\x03", nameof(KeyCode.Interrupt))]
    public void Sequence_WholeOrInPieces_IsItsKey(string sequence, string name)
    {
        var expected = Enum.Parse<KeyCode>(name);
        var bytes = Encoding.ASCII.GetBytes(sequence);
        CollectionAssert.AreEqual(new[] { new Key(expected) }, new KeyDecoder().Feed(bytes).ToArray());

        var decoder = new KeyDecoder();
        var keys = bytes.SelectMany(each => decoder.Feed([each])).ToArray();
        CollectionAssert.AreEqual(new[] { new Key(expected) }, keys);
        Assert.IsFalse(decoder.HasPending);
    }

    [TestMethod]
    public void Escape_IsKnownByTheSilenceAfterIt()
    {
        var decoder = new KeyDecoder();
        Assert.IsEmpty(decoder.Feed("\e"u8));
        Assert.IsTrue(decoder.HasPending);
        Assert.AreEqual(new Key(KeyCode.Escape), decoder.Flush().Single());
        Assert.IsFalse(decoder.HasPending);
        Assert.IsEmpty(decoder.Flush());
    }

    [TestMethod]
    public void EscapeBeforeAnotherSequence_IsAKeyOfItsOwn()
    {
        CollectionAssert.AreEqual(new[] { new Key(KeyCode.Escape), new Key(KeyCode.Down) }, new KeyDecoder().Feed("\e\e[B"u8).ToArray());
        CollectionAssert.AreEqual(new[] { new Key(KeyCode.Other), new Key(KeyCode.Down) }, new KeyDecoder().Feed("\e[\e[B"u8).ToArray());
    }

    [TestMethod]
    public void Keypad_InApplicationMode_IsDigits() =>
        Assert.AreEqual("0129.-", string.Concat(new KeyDecoder().Feed("\eOp\eOq\eOr\eOy\eOn\eOm"u8).Select(static key => key.Character)));

    [TestMethod]
    public void Letters_OfUtf8_AreCharacters_AndWhatHasTwoHalvesIsNot()
    {
        CollectionAssert.AreEqual(
            new[] { new Key(KeyCode.Character, 'a'), new Key(KeyCode.Character, 'ž'), new Key(KeyCode.Character, '€'), new Key(KeyCode.Other) },
            new KeyDecoder().Feed("až€😀"u8).ToArray());
        CollectionAssert.AreEqual(new[] { new Key(KeyCode.Character, 'b') }, new KeyDecoder().Feed([0xc5, (byte)'b']).ToArray());
    }

    [TestMethod]
    public void Noise_NeverStopsIt() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        var decoder = new KeyDecoder();
        decoder.Feed(bytes);
        decoder.Flush();
        return decoder.Feed("x"u8).Single() == new Key(KeyCode.Character, 'x');
    });
}
