using CsCheck;
using Domar.Runtime.Consoles;

namespace Domar.Runtime.Tests.Consoles;

[TestClass]
public sealed class ByteRingTests
{
    [TestMethod]
    public void BehavesAsAQueue_ThatForgetsTheOldest()
    {
        const int Capacity = 3000;
        var operation = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 4000]);
        operation.Array[0, 30].Sample(operations =>
        {
            var ring = new ByteRing(Capacity);
            var model = new List<byte>();
            byte next = 0;
            foreach (var (kind, size) in operations)
            {
                var bytes = Enumerable.Range(0, size).Select(_ => next++).ToArray();
                switch (kind)
                {
                    case 0:
                        var taken = ring.Append(bytes);
                        Assert.AreEqual(Math.Min(size, Capacity - model.Count), taken);
                        model.AddRange(bytes[..taken]);
                        break;
                    case 1:
                        ring.AppendOverOldest(bytes);
                        model.AddRange(bytes);
                        model.RemoveRange(0, Math.Max(0, model.Count - Capacity));
                        break;
                    default:
                        var target = new byte[size];
                        var count = ring.Take(target);
                        CollectionAssert.AreEqual(model.Take(size).ToArray(), target[..count]);
                        model.RemoveRange(0, count);
                        break;
                }

                CollectionAssert.AreEqual(model.ToArray(), ring.ToArray());
                Assert.AreEqual(model.Count, ring.Count);
                Assert.AreEqual(Capacity - model.Count, ring.Free);
            }
        });
    }
}
