using Domar.HostTools.Losetup;

namespace Domar.TestKit.Fakes;

/// <summary>A host with these loop devices.</summary>
public sealed class FakeLosetup(params LoopDevice[] loops) : ILosetup
{
    public Task<IReadOnlyList<LoopDevice>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<LoopDevice>>(loops);
}
