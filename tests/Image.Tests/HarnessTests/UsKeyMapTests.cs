using Domar.Image.Tests.Harness;

namespace Domar.Image.Tests.HarnessTests;

[TestClass]
public class UsKeyMapTests
{
    [TestMethod]
    public void EveryPrintableCharacter_HasKeysOfItsOwn()
    {
        var keys = Enumerable.Range(' ', '~' - ' ' + 1).Select(code => string.Join('-', UsKeyMap.KeysFor((char)code))).ToList();
        CollectionAssert.AllItemsAreUnique(keys);
        Assert.ThrowsExactly<ArgumentException>(() => UsKeyMap.KeysFor('ü'));
    }

    [TestMethod]
    public void Names_AreThoseThatPeopleWrite()
    {
        CollectionAssert.AreEqual(new[] { "ctrl", "alt", "f2" }, UsKeyMap.KeysOf("Ctrl-Alt-F2").ToArray());
        CollectionAssert.AreEqual(new[] { "ret" }, UsKeyMap.KeysOf("Enter").ToArray());
    }
}
