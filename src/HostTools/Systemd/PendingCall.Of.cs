namespace Domar.HostTools.Systemd;

/// <summary>A call whose answer is read as a <typeparamref name="T"/>, on the loop's thread.</summary>
internal sealed class PendingCall<T>(BusCall call, Func<MessageReader, T> read) : PendingCall(call)
{
    // The loop must not run what its callers do next.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer.</summary>
    public Task<T> Answer => _answer.Task;

    /// <inheritdoc/>
    public override void Complete(MessageReader reply)
    {
        try
        {
            _answer.TrySetResult(read(reply));
        }
        catch (SystemBusException exception)
        {
            Fail(new SystemBusException($"The answer to {Call} is not what was expected: {exception.Message}", exception));
        }
    }

    /// <inheritdoc/>
    public override void Fail(Exception exception) => _answer.TrySetException(exception);
}
