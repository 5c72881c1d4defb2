using System.Text.Json;
using Domar.Core.Containers;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Rootfs;

/// <summary>The helper's inner part: root of the container's user namespace (where it has one), in the root folder.</summary>
internal static class RootfsInner
{
    private const int SetDeathSignal = 1; // PR_SET_PDEATHSIG
    private const int SigKill = 9;
    private const double ProgressStep = 0.005;

    /// <summary>Serves a request.</summary>
    /// <param name="request">The request, without edits.</param>
    /// <param name="input">The edits of a set-up. The archive of an unpack is descriptor 0 too.</param>
    /// <param name="write">Says a line.</param>
    /// <exception cref="RootfsFault">It failed.</exception>
    public static void Serve(RootfsRequest request, Stream input, Action<RootfsLine> write)
    {
        // When the outer part is killed, so are we.
        _ = RootCalls.Prctl(SetDeathSignal, SigKill, 0, 0, 0);
        _ = RootCalls.Umask(0);
        using var root = GuestRoot.OpenCurrentFolder();
        switch (request.Action)
        {
            case RootfsRequest.Unpack:
                write(new RootfsLine { Unpacked = Unpack(request, root, write) });
                break;
            case RootfsRequest.Inspect:
                write(new RootfsLine { Facts = GuestInspector.Inspect(root, request.Query!) });
                break;
            case RootfsRequest.SetUp:
                var files = new GuestFiles(root, TimeProvider.System);
                foreach (var edit in JsonSerializer.Deserialize(input, RootfsJson.Default.IReadOnlyListGuestEdit) ?? [])
                {
                    files.Apply(edit);
                }

                write(new RootfsLine { Done = true });
                break;
            default:
                throw new RootfsFault($"The helper does not know '{request.Action}'.");
        }
    }

    private static UnpackResult Unpack(RootfsRequest request, GuestRoot root, Action<RootfsLine> write)
    {
        using var archive = new SafeFileHandle(0, ownsHandle: false);
        var size = Math.Max(1, RandomAccess.GetLength(archive));
        using var stream = ArchiveOpener.Open(archive, out var position);
        var last = 0.0;
        using var unpacker = new RootfsUnpacker(root, request.Target.IdMap, request.Limits ?? ArchiveLimits.Default, (entries, bytes) =>
        {
            var fraction = Math.Min(1, (double)position() / size);
            if (fraction >= last + ProgressStep)
            {
                last = fraction;
                write(new RootfsLine { Progress = new UnpackProgress(Math.Round(fraction, 3), entries, bytes) });
            }
        });
        return unpacker.Unpack(stream);
    }
}
