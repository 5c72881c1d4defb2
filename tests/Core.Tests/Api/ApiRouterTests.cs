using CsCheck;
using Domar.Core.Api;

namespace Domar.Core.Tests.Api;

[TestClass]
public sealed class ApiRouterTests
{
    private static readonly ApiRouter Router = new(ApiMethods.All);

    [TestMethod]
    [DataRow(ApiVerb.Get, "/", "GET /")]
    [DataRow(ApiVerb.Get, "", "GET /")]
    [DataRow(ApiVerb.Get, "/version/", "GET /version")]
    [DataRow(ApiVerb.Get, "//nodes//a", "GET /nodes/{node}")]
    [DataRow(ApiVerb.Post, "/nodes/a/qemu/100/status/start", "POST /nodes/{node}/qemu/{vmid}/status/start")]
    [DataRow(ApiVerb.Delete, "/nodes/a/storage/b/content/b:iso/x.iso", "DELETE /nodes/{node}/storage/{storage}/content/{volume}")]
    public void Finds(ApiVerb verb, string path, string name) => Assert.AreEqual(name, Router.Match(verb, path)?.Method.Name);

    [TestMethod]
    [DataRow(ApiVerb.Put, "/version")]
    [DataRow(ApiVerb.Get, "/versions")]
    [DataRow(ApiVerb.Get, "/version/x")]
    [DataRow(ApiVerb.Get, "/nodes/a/qemu/100/status/start")]
    [DataRow(ApiVerb.Post, "/nodes/a/qemu/100/status/current/more")]
    public void DoesNotFind(ApiVerb verb, string path) => Assert.IsNull(Router.Match(verb, path));

    [TestMethod]
    public void PathValues_AreDecoded()
    {
        var match = Router.Match(ApiVerb.Get, "/nodes/a%20b/storage/local/content/local:iso%2Fx%2By/z+1")!;
        CollectionAssert.AreEqual(
            new[] { "node=a b", "storage=local", "volume=local:iso/x+y/z+1" }, match.PathValues.Select(pair => $"{pair.Key}={pair.Value}").ToArray());
    }

    [TestMethod]
    public void BrokenEncoding_IsSaid() => Assert.ThrowsExactly<RequestFormatException>(() => Router.Match(ApiVerb.Get, "/nodes/%4"));

    [TestMethod]
    public void AnyPath_IsFoundOrNot() => Gen.String[0, 60].Sample(path =>
    {
        try
        {
            Router.Match(ApiVerb.Get, path);
        }
        catch (RequestFormatException e)
        {
            Assert.IsNotEmpty(e.Message);
        }
    });

    [TestMethod]
    public void SameMethodTwice_IsRefused() => Assert.ThrowsExactly<ArgumentException>(
        () => new ApiRouter([new(ApiVerb.Get, "/a/{b}", ""), new(ApiVerb.Get, "/a/{b}", "")]));

    [TestMethod]
    public void SamePlaceUnderTwoNames_IsRefused() => Assert.ThrowsExactly<ArgumentException>(
        () => new ApiRouter([new(ApiVerb.Get, "/a/{b}", ""), new(ApiVerb.Get, "/a/{c}", "")]));

    [TestMethod]
    public void Children_AreThoseBuilt()
    {
        CollectionAssert.AreEqual(new[] { "cluster", "nodes", "storage", "version" }, Router.Children("/").ToArray());
        CollectionAssert.AreEqual(new[] { "log", "status" }, Router.Children("/nodes/{node}/tasks/{upid}").ToArray());
        Assert.IsEmpty(Router.Children("/nowhere"));
    }
}
