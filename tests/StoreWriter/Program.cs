using Domar.Runtime.Store;
using Domar.StoreWriter;
using Microsoft.Extensions.Logging.Abstractions;

// Writes one generation after the other to a file of a store, and says so once each is durable, until it is killed.
await using var host = StoreHost.Open(args[0], NullLogger<StoreHost>.Instance, TimeProvider.System);
var current = host.Store.Read(args[1]);
for (var generation = current is null ? 0 : (Generations.Of(current.Text) ?? throw new InvalidDataException("A part of a text was found.")) + 1; ; generation++)
{
    current = host.Store.Write(args[1], Generations.Text(generation), current?.Version);
    Console.Out.WriteLine(generation);
    Console.Out.Flush();
}
