using System.Net.Sockets;
using System.Text;

namespace Domar.HostTools.Systemd;

/// <summary>The journal of systemd, read by sd-journal(3).</summary>
/// <param name="root">Root folder of the system whose journal it is; null for this one.</param>
/// <param name="time">Clock of deadlines; null for the system's.</param>
public sealed class UnitJournal(string? root = null, TimeProvider? time = null) : IUnitJournal
{
    private const int LocalOnly = 1;
    private const int OsRoot = 1 << 4;
    private const int MaxEntries = 1000;
    private static readonly TimeSpan SyncTime = TimeSpan.FromSeconds(5);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public Task<string> ReadOutputAsync(string unit, DateTimeOffset since, int maxBytes, CancellationToken cancellationToken) =>
        ReadAsync([$"_SYSTEMD_UNIT={unit}", "_TRANSPORT=stdout"], since, maxBytes, cancellationToken);

    /// <inheritdoc/>
    public Task<string> ReadComplaintsAsync(string unit, DateTimeOffset since, int maxBytes, CancellationToken cancellationToken) =>
        ReadAsync([$"UNIT={unit}", "_TRANSPORT=journal"], since, maxBytes, cancellationToken);

    private async Task<string> ReadAsync(string[] matches, DateTimeOffset since, int maxBytes, CancellationToken cancellationToken)
    {
        await SynchronizeAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Read(matches, since, maxBytes), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits until journald has stored all that it was sent: a unit's end is known before its last words are. It answers this call (io.systemd.Journal.Synchronize,
    /// what <c>journalctl --sync</c> sends) after everything that had arrived before.
    /// </summary>
    private async Task SynchronizeAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(SyncTime, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint($"{root}/run/systemd/journal/io.systemd.journal"), stop.Token).ConfigureAwait(false);
            await socket.SendAsync(Encoding.ASCII.GetBytes("{\"method\":\"io.systemd.Journal.Synchronize\"}\0"), stop.Token).ConfigureAwait(false);
            var answer = new byte[512];
            while (await socket.ReceiveAsync(answer, stop.Token).ConfigureAwait(false) is var count and > 0 && !answer.AsSpan(0, count).Contains((byte)0))
            {
            }
        }
        catch (SocketException)
        {
            // No journald: what it had stored can be read all the same.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // One that does not answer must not hold up the news that a guest has ended.
        }
    }

    private unsafe string Read(string[] matches, DateTimeOffset since, int maxBytes)
    {
        try
        {
            nint pointer;
            var result = root is null ? LibSystemd.sd_journal_open(&pointer, LocalOnly) : LibSystemd.sd_journal_open_directory(&pointer, root, OsRoot);
            if (result < 0)
            {
                return "";
            }

            using var journal = new JournalHandle(pointer);
            foreach (var match in matches)
            {
                var bytes = Encoding.UTF8.GetBytes(match);
                fixed (byte* start = bytes)
                {
                    LibSystemd.Check(LibSystemd.sd_journal_add_match(journal, start, (nuint)bytes.Length), "search the journal");
                }
            }

            return ReadBackwards(journal, (ulong)((since - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond), maxBytes);
        }
        catch (Exception exception) when (exception is SystemBusException or DllNotFoundException)
        {
            return "";
        }
    }

    private static unsafe string ReadBackwards(JournalHandle journal, ulong sinceMicroseconds, int maxBytes)
    {
        LibSystemd.Check(LibSystemd.sd_journal_seek_tail(journal), "search the journal");
        List<string> lines = [];
        var left = maxBytes;
        while (lines.Count < MaxEntries && LibSystemd.sd_journal_previous(journal) > 0)
        {
            ulong at;
            byte* data;
            nuint size;
            if (LibSystemd.sd_journal_get_realtime_usec(journal, &at) < 0 || at < sinceMicroseconds)
            {
                break;
            }

            if (LibSystemd.sd_journal_get_data(journal, "MESSAGE", &data, &size) < 0)
            {
                continue;
            }

            var text = new ReadOnlySpan<byte>(data, (int)size)["MESSAGE=".Length..];
            left -= text.Length + 1;
            if (left < 0)
            {
                break;
            }

            lines.Add(Encoding.UTF8.GetString(text) + "\n");
        }

        lines.Reverse();
        return string.Concat(lines);
    }
}
