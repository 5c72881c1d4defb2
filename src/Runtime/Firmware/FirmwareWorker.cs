using System.Text.Json;
using Domar.Core.Firmware;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.Firmware;
using Domar.HostTools.Steps;

namespace Domar.Runtime.Firmware;

/// <summary>Does what is asked of the helper for firmware, one at a time on a host. Needs the rights to mount and to write disks.</summary>
internal sealed class FirmwareWorker(
    FirmwareHost host, ISlotStore slots, IStepExecutor executor, IToolRunner runner, Func<string, Action<double>, CancellationToken, FirmwareImage> readImage, TimeProvider time)
{
    private const double CheckShare = 0.25;
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);
    private static readonly string[] VariantsWithoutZfs = ["no-zfs", "minimal"];

    /// <summary>Does it.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="report">Is told how it goes on.</param>
    /// <param name="cancellationToken">Gives up where that is safe.</param>
    /// <returns>Writes the result: one JSON value.</returns>
    /// <exception cref="FirmwareException">It cannot be done.</exception>
    public async Task<Action<Utf8JsonWriter>> RunAsync(FirmwareRequest request, IFirmwareReport report, CancellationToken cancellationToken)
    {
        var running = host.ReadRunning();
        using var held = await TakeLockAsync(cancellationToken).ConfigureAwait(false);
        var status = await slots.ReadAsync(running, cancellationToken).ConfigureAwait(false);
        switch (request.Action)
        {
            case FirmwareAction.Status:
                var reset = ReadReset();
                return json => SlotStatusJson.Write(json, status, reset);
            case FirmwareAction.Install:
                await InstallAsync(request, status, report, cancellationToken).ConfigureAwait(false);
                return static json => json.WriteNullValue();
            case FirmwareAction.Rollback:
                await RollbackAsync(status, report, cancellationToken).ConfigureAwait(false);
                return static json => json.WriteNullValue();
            case FirmwareAction.Confirm:
                var text = await ConfirmAsync(status, cancellationToken).ConfigureAwait(false);
                return json => json.WriteStringValue(text);
            case FirmwareAction.Reset:
                WriteReset(request.KeepGuests);
                return static json => json.WriteNullValue();
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task InstallAsync(FirmwareRequest request, SlotStatus status, IFirmwareReport report, CancellationToken cancellationToken)
    {
        var path = request.File ?? throw new FirmwareException("Cannot install: no image file is named.");
        if (status.WhyNoInstall() is { } why)
        {
            throw new FirmwareException($"Cannot install '{path}' now: {why}");
        }

        var (running, installation) = (status.Running.Slot!.Value, status.Running.Installation!);
        var target = running.Other();
        report.Log($"Checking '{path}'");
        var image = readImage(path, fraction => report.Progress(fraction * CheckShare), cancellationToken);
        CheckFit(path, image.Root, status.Running, report);

        // From here on until the trial begins, every disk starts the slot that runs, whatever happens.
        await SettleAsync(status, running, cancellationToken).ConfigureAwait(false);
        report.Log($"Writing {image.Root.Title} into slot {target} of {Count(status.Disks.Count)}; slot {running} runs and is not touched");
        var plan = SlotInstallPlanner.Plan(target, slots.Targets(installation, target), image, host.WorkFolder, host.FileSystems);
        await CarryOutAsync(plan, running, target, report, cancellationToken).ConfigureAwait(false);

        var after = await slots.ReadAsync(status.Running, cancellationToken).ConfigureAwait(false);
        if (after.Image(target) != image.Root)
        {
            throw new FirmwareException($"Slot {target} is not what was written: {string.Join(' ', after.Problems)} Slot {running} starts as before.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        await BeginTrialAsync(after, target, report).ConfigureAwait(false);
        report.Log($"Slot {target} ({image.Root.Title}) is on trial from the next start on: it has {TrialMark.MaxTries} tries to prove itself, then slot {running} is back.");
        report.Progress(1);
        if (request.Reboot)
        {
            report.Log("Restarting");
            await RebootAsync().ConfigureAwait(false);
        }
    }

    private static void CheckFit(string path, RootConf image, RunningFirmware running, IFirmwareReport report)
    {
        if (running.Pool == "zfs" && VariantsWithoutZfs.Contains(image.Variant))
        {
            throw new FirmwareException(
                $"Cannot install '{path}': it is of variant '{image.Variant}', which has no ZFS, and this installation keeps its state on ZFS. Take the variant '{running.Variant}'.");
        }

        if (image.Variant != running.Variant)
        {
            report.Warn($"The image is of variant '{image.Variant}'; what runs is of '{running.Variant}'.");
        }

        if (image.Id == running.Id)
        {
            report.Warn($"The image is the same as what runs ({image.Title}).");
        }
    }

    private async Task CarryOutAsync(
        Core.Steps.StepPlan plan, FirmwareSlot running, FirmwareSlot target, IFirmwareReport report, CancellationToken cancellationToken)
    {
        try
        {
            var result = await executor.RunAsync(plan, new Observer(report), cancellationToken).ConfigureAwait(false);
            foreach (var note in result.Notes)
            {
                report.Warn(note);
            }
        }
        catch (StepFailedException exception)
        {
            throw new FirmwareException($"{exception.Message} Slot {target} is not whole now and is not started; slot {running} starts as before.", exception);
        }
    }

    private async Task BeginTrialAsync(SlotStatus status, FirmwareSlot slot, IFirmwareReport report)
    {
        // Not cancelled: either all disks have the trial or the message says which does not.
        var writes = SlotPolicy.BeginTrial(status.Environments, slot);
        var problems = await slots.WriteAsync(status.Running.Installation!, writes, CancellationToken.None).ConfigureAwait(false);
        if (problems.Count == writes.Count)
        {
            throw new FirmwareException($"Slot {slot} is written, but its trial cannot begin: {string.Join(' ', problems)}");
        }

        foreach (var problem in problems)
        {
            report.Warn($"{problem} Started from this disk, the machine does not try slot {slot}.");
        }
    }

    private async Task RollbackAsync(SlotStatus status, IFirmwareReport report, CancellationToken cancellationToken)
    {
        if (status.WhyNoRollback() is { } why)
        {
            throw new FirmwareException($"Cannot roll back: {why}");
        }

        var slot = status.Running.Slot!.Value.Other();
        var installation = status.Running.Installation!;
        foreach (var (index, disk) in status.Disks.Index())
        {
            report.Log($"Checking slot {slot} on disk {disk.Number} ({disk.Name})");
            var share = 1.0 / status.Disks.Count;
            if (!await slots.IsWholeAsync(
                installation, slot, disk.Number, disk.Image(slot)!, fraction => report.Progress((index + fraction) * share), cancellationToken).ConfigureAwait(false))
            {
                throw new FirmwareException(
                    $"Cannot roll back: the root image of slot {slot} on disk {disk.Number} ({disk.Name}) is damaged. Write it with 'domar firmware install FILE'.");
            }
        }

        await SettleAsync(status, slot, cancellationToken).ConfigureAwait(false);
        report.Log($"Slot {slot} ({status.Image(slot)?.Title ?? "other on each disk"}) starts from the next start on. 'domar firmware rollback' there comes back to slot {slot.Other()}.");
    }

    private async Task<string> ConfirmAsync(SlotStatus status, CancellationToken cancellationToken)
    {
        var running = status.Running.Slot!.Value;
        var isOnTrial = status.IsOnTrial;
        if (status.Environments.Count == 0)
        {
            throw new FirmwareException($"Slot {running} cannot be marked good: no disk's environment files can be read. {string.Join(' ', status.Problems)}".TrimEnd());
        }

        var writes = isOnTrial ? SlotPolicy.Settle(status.Environments, running) : SlotPolicy.Repair(status.Environments, running);
        if (writes.Count == 0)
        {
            return $"Slot {running} runs, nothing is on trial, and the disks agree: nothing to write.";
        }

        var problems = await slots.WriteAsync(status.Running.Installation!, writes, cancellationToken).ConfigureAwait(false);
        if (problems.Count == writes.Select(static write => write.Disk).Distinct().Count())
        {
            throw new FirmwareException($"Slot {running} cannot be marked good: {string.Join(' ', problems)}");
        }

        var what = isOnTrial ? $"Slot {running} ({status.Running.Version}) has proved itself and is marked good." : "The environment files of the boot disks were put right.";
        return string.Join(' ', problems.Prepend(what));
    }

    private async Task SettleAsync(SlotStatus status, FirmwareSlot slot, CancellationToken cancellationToken)
    {
        var problems = await slots.WriteAsync(status.Running.Installation!, SlotPolicy.Settle(status.Environments, slot), cancellationToken).ConfigureAwait(false);
        if (problems.Count > 0)
        {
            throw new FirmwareException($"Slot {slot} cannot be made the one that starts on every disk: {string.Join(' ', problems)}");
        }
    }

    private string? ReadReset()
    {
        try
        {
            return File.ReadAllText(host.ResetPath).Trim() switch
            {
                "guests=keep" => "keep",
                "guests=remove" => "remove",
                _ => null,
            };
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void WriteReset(bool keepGuests)
    {
        if (!Directory.Exists(host.StateFolder))
        {
            throw new FirmwareException($"Cannot ask for a factory reset: {host.StateFolder} is not there, so that there is no state to reset.");
        }

        AtomicFile.Write(LinuxFileLayer.Instance, host.ResetPath, keepGuests ? "guests=keep\n"u8 : "guests=remove\n"u8);
    }

    private async Task RebootAsync()
    {
        var result = await runner.RunAsync(new ToolCommand("systemctl", ["reboot"]), CancellationToken.None).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new FirmwareException($"The image is written and on trial, but the machine does not restart: {result.Error.Trim()} Restart it yourself.");
        }
    }

    private async Task<FileLock> TakeLockAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (FileLock.TryTake(host.LockPath, out var owner) is { } held)
            {
                return held;
            }

            if (time.GetElapsedTime(started) >= LockPatience)
            {
                throw new FirmwareException($"The firmware is being worked on{(owner is { } pid ? $" (process {pid})" : "")}: an image is being written or checked. 'domar task list --running' shows it; try again afterwards.");
            }

            await Task.Delay(LockPause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Count(int disks) => disks == 1 ? "1 disk" : $"{disks} disks";

    private sealed class Observer(IFirmwareReport report) : IStepObserver
    {
        private const double End = 0.98;

        public void OnProgress(StepProgress progress)
        {
            // Reading back takes about as long as writing, and has no bytes of its own.
            if (progress.TotalBytes > 0)
            {
                report.Progress(CheckShare + ((End - CheckShare) * progress.DoneBytes / progress.TotalBytes));
            }
        }

        public void OnLine(string line) => report.Log(line);
    }
}
