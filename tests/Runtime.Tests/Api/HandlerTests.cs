using Domar.Core.Api;
using Domar.Runtime.Api;

namespace Domar.Runtime.Tests.Api;

[TestClass]
public sealed class HandlerTests
{
    [TestMethod]
    public async Task EveryMethodOfTheTable_HasAHandler()
    {
        await using var server = await ApiTestServer.StartAsync();
        var handlers = server.Handlers;
        CollectionAssert.AreEqual(
            Array.Empty<string>(), ApiMethods.All.Where(method => handlers.Find(method) is null).Select(method => method.Name).ToArray());
    }
}
