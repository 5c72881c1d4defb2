using System.Globalization;

namespace Domar.Core.Qemu;

/// <summary>The guest's memory: size, NUMA nodes, huge pages, pluggable modules, balloon.</summary>
internal static class MemoryPlanner
{
    private const long DefaultMiB = 512;

    // With memory hotplug the guest boots with this much; the rest is modules, so that it can be taken away again.
    private const int StaticMiB = 1024;

    // QEMU's and the guests' tables end here: 255 modules, and no more than 4 TiB.
    private const int ModuleSlots = 255;
    private const long MostMiB = 4L << 20;

    public static long SizeMiB(PlanContext context) => context.Options("memory")?.GetInt64("current") ?? DefaultMiB;

    public static void Plan(PlanContext context)
    {
        var size = SizeMiB(context);
        var sockets = SmpPlanner.Sockets(context);
        var hasModules = HotplugFeatures.Has(context, "memory");
        var usesNuma = context.Bool("numa", false);
        if (hasModules && !usesNuma)
        {
            throw new PlanException("Memory hotplug needs NUMA. Set 'numa: 1', or remove 'memory' from 'hotplug'.");
        }

        var page = ChoosePageSize(context, size, sockets, usesNuma);
        var fixedMiB = !hasModules ? size : page == 1024 ? StaticMiB * sockets : StaticMiB;
        if (size < fixedMiB)
        {
            throw new PlanException($"Memory is {size} MiB; with memory hotplug it must be at least {fixedMiB} MiB. Raise 'memory', or remove 'memory' from 'hotplug'.");
        }

        context.Head.AddRange(["-m", hasModules
            ? string.Create(CultureInfo.InvariantCulture, $"size={fixedMiB},slots={ModuleSlots},maxmem={MaximumMiB(context)}M")
            : fixedMiB.ToString(CultureInfo.InvariantCulture)]);
        if (usesNuma)
        {
            NumaPlanner.Plan(context, fixedMiB, sockets, page);
        }

        if (hasModules)
        {
            PlanModules(context, size - fixedMiB, sockets, page);
        }
    }

    /// <summary>A block of guest memory.</summary>
    /// <param name="id">The object's id.</param>
    /// <param name="sizeMiB">Its size.</param>
    /// <param name="pageMiB">Size of the huge pages that it is made of; null for ordinary ones.</param>
    /// <param name="host">Where huge pages are mounted.</param>
    public static DeviceSpec Backend(string id, long sizeMiB, int? pageMiB, HostFacts host)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"{sizeMiB}M");
        return pageMiB is null
            ? new DeviceSpec("memory-backend-ram").Add("id", id).Add("size", size)
            : new DeviceSpec("memory-backend-file").Add("id", id).Add("size", size)
                .Add("mem-path", $"{host.HugepagesFolder}/{pageMiB * 1024}kB").Add("share", true).Add("prealloc", "yes");
    }

    public static void PlanBalloon(PlanContext context)
    {
        var target = context.Integer("balloon");
        if (target == 0)
        {
            return;
        }

        context.AddDevice(new DeviceSpec("virtio-balloon-pci").Add("id", "balloon0").At(context.Slot("balloon0"))
            .Add("free-page-reporting", context.Machine.AtLeast(6, 2) ? true : null));
        if (context.IsTemplate)
        {
            return;
        }

        // The guest reports its memory use every two seconds from then on.
        context.AfterStart.Add(new QmpStep("qom-set", """{"path":"/machine/peripheral/balloon0","property":"guest-stats-polling-interval","value":2}""")
        {
            IsOptional = true,
        });
        if (target is { } mib && mib < SizeMiB(context))
        {
            context.AfterStart.Add(new QmpStep("balloon", string.Create(CultureInfo.InvariantCulture, $"{{\"value\":{mib << 20}}}")) { IsOptional = true });
        }
    }

    // Half of what the guest's processor can address: the modules' window must fit above the rest.
    private static long MaximumMiB(PlanContext context)
    {
        var bits = CpuPlanner.PhysicalBits(context);
        return Math.Min(MostMiB, 1L << (bits - 20 - 1));
    }

    private static void PlanModules(PlanContext context, long missing, int nodes, int? page)
    {
        // 32 modules of each size, then twice as large: up to 4 TiB fit into the slots.
        long module = page == 1024 ? 1024 : 512;
        for (var i = 0; missing > 0; i++)
        {
            if (i > 0 && i % 32 == 0)
            {
                module *= 2;
            }

            if (missing < module || i >= ModuleSlots)
            {
                throw new PlanException($"With memory hotplug, memory grows in steps; {missing} MiB are left over after {i} modules of up to {module} MiB. "
                    + $"Set 'memory' to {SizeMiB(context) - missing} or {SizeMiB(context) - missing + module}.");
            }

            var id = $"dimm{i}";
            context.AddObject(Backend($"mem-{id}", module, page, context.Host));
            context.Objects.AddRange(["-device", new DeviceSpec("pc-dimm").Add("id", id).Add("memdev", $"mem-{id}").Add("node", i % nodes).ToArgument()]);
            missing -= module;
        }
    }

    private static int? ChoosePageSize(PlanContext context, long size, int sockets, bool usesNuma)
    {
        if (context.Get("hugepages") is not { } wish)
        {
            return null;
        }

        if (!usesNuma)
        {
            throw new PlanException("Huge pages need NUMA. Set 'numa: 1', or remove 'hugepages'.");
        }

        var page = wish == "any"
            ? context.Host.HugepageSizesMiB.Where(p => size / sockets % p == 0).DefaultIfEmpty(2).Max()
            : int.Parse(wish, NumberStyles.None, CultureInfo.InvariantCulture);
        if (!context.Host.HugepageSizesMiB.Contains(page))
        {
            throw new PlanException($"Node '{context.Host.NodeName}' has no huge pages of {page} MiB. Its kernel offers "
                + $"{(context.Host.HugepageSizesMiB.Count == 0 ? "none" : string.Join(", ", context.Host.HugepageSizesMiB) + " MiB")}. Change or remove 'hugepages'.");
        }

        return page;
    }
}
