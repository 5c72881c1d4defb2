using System.Globalization;

namespace Domar.Core.Qemu;

/// <summary>The guest's NUMA nodes: as configured by <c>numa0..7</c>, else one for each socket.</summary>
internal static class NumaPlanner
{
    public static void Plan(PlanContext context, long sizeMiB, int sockets, int? pageMiB)
    {
        int[] indexes = [.. context.Indexes("numa")];
        if (indexes.Length > 0)
        {
            PlanConfigured(context, indexes, sizeMiB, pageMiB);
            return;
        }

        if (sizeMiB % sockets != 0)
        {
            throw new PlanException($"{sizeMiB} MiB of memory cannot be split evenly over {sockets} sockets. Set 'memory' to a multiple of {sockets}, or 'numa: 0'.");
        }

        var cores = SmpPlanner.Cores(context);
        for (var node = 0; node < sockets; node++)
        {
            var first = node * cores;
            context.AddObject(MemoryPlanner.Backend($"ram-node{node}", sizeMiB / sockets, pageMiB, context.Host));
            AddNode(context, node, [cores == 1 ? Text(first) : $"{first}-{first + cores - 1}"]);
        }
    }

    private static void PlanConfigured(PlanContext context, int[] indexes, long sizeMiB, int? pageMiB)
    {
        var sum = 0L;
        foreach (var node in indexes)
        {
            var options = context.Options($"numa{node}")!;
            var memory = options.GetInt64("memory") ?? throw new PlanException($"numa{node} has no 'memory'. Add memory=MIB to it.");
            var cpus = options["cpus"] ?? throw new PlanException($"numa{node} has no 'cpus'. Add cpus=FIRST-LAST to it.");
            sum += memory;
            var backend = MemoryPlanner.Backend($"ram-node{node}", memory, pageMiB, context.Host);
            if (options["hostnodes"] is { } hostNodes)
            {
                foreach (var range in hostNodes.Split(';'))
                {
                    backend.Add("host-nodes", range);
                }

                backend.Add("policy", options["policy"] ?? throw new PlanException($"numa{node} has 'hostnodes' without 'policy'. Add policy=bind, preferred or interleave."));
            }

            context.AddObject(backend);
            AddNode(context, node, cpus.Split(';'));
        }

        if (sum != sizeMiB)
        {
            throw new PlanException($"The NUMA nodes have {sum} MiB together, the guest has {sizeMiB}. Make numa0 to numa{indexes[^1]} add up to it.");
        }
    }

    private static void AddNode(PlanContext context, int node, string[] cpus)
    {
        var text = string.Concat(cpus.Select(range => $",cpus={range}"));
        context.Objects.AddRange(["-numa", $"node,nodeid={Text(node)}{text},memdev=ram-node{Text(node)}"]);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
