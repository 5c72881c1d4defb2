using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Systemd;

/// <summary>
/// The connection to the system bus: one, made at the first call, and anew after it was lost. One thread sends, receives and reads
/// (sd-bus knows no locks); callers wait for tasks.
/// </summary>
/// <remarks>
/// When the connection ends (dbus-daemon restarted), calls under way fail with <see cref="SystemBusException.IsDisconnected"/>: nobody
/// knows whether they were carried out. Signals that are wanted are asked for again by each new connection.
/// </remarks>
public sealed class SystemBus : IDisposable
{
    private const string DefaultAddress = "unix:path=/run/dbus/system_bus_socket";
    private const byte MethodReturn = 2;
    private const byte MethodError = 3;
    private const byte Signal = 4;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    private readonly string _address;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<Action> _queue = new();
    private readonly Dictionary<ulong, PendingCall> _pending = [];
    private readonly List<BusSubscription> _subscriptions = [];
    private readonly WakeUp _wakeUp = new();
    private readonly Lock _gate = new();
    private Thread? _loop;
    private BusHandle? _bus;
    private TimeSpan _retry = FirstRetry;
    private bool _retryNow = true;
    private volatile bool _isDisposed;

    /// <summary>Names a bus; does not connect yet.</summary>
    /// <param name="address">D-Bus address; null for the system's, <c>unix:path=/run/dbus/system_bus_socket</c>.</param>
    /// <param name="time">Clock of the deadlines; null for the system's.</param>
    public SystemBus(string? address = null, TimeProvider? time = null)
    {
        _address = address ?? DefaultAddress;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Raised on the loop's thread when a connection was made, the first one too.</summary>
    internal event Action? Connected;

    /// <summary>Ends the connection; calls under way fail.</summary>
    public void Dispose()
    {
        Thread? loop;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            loop = _loop;
        }

        _wakeUp.Set();
        if (loop != Thread.CurrentThread)
        {
            loop?.Join();
        }

        _wakeUp.Dispose();
    }

    /// <summary>Calls a method.</summary>
    /// <param name="call">The call.</param>
    /// <param name="read">Reads the answer, on the loop's thread.</param>
    /// <param name="cancellationToken">Stops waiting; the call may be carried out all the same.</param>
    /// <exception cref="SystemBusException">The bus cannot be reached, the connection ended, no answer came in time, or the answer is an error.</exception>
    internal async Task<T> CallAsync<T>(BusCall call, Func<MessageReader, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingCall<T>(call, read);
        Post(() => Send(pending));
        try
        {
            return await pending.Answer.WaitAsync(call.Timeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            Abandon(pending);
            throw new SystemBusException($"{call.Destination} did not answer {call} within {call.Timeout.TotalSeconds:0.###} s.", exception);
        }
        catch (OperationCanceledException)
        {
            Abandon(pending);
            throw;
        }
    }

    /// <summary>Calls a method whose answer says nothing.</summary>
    /// <inheritdoc cref="CallAsync{T}"/>
    internal Task CallAsync(BusCall call, CancellationToken cancellationToken) => CallAsync(call, static _ => true, cancellationToken);

    /// <summary>Asks for signals, also of each later connection.</summary>
    internal void Subscribe(BusSubscription subscription) => Post(() =>
    {
        _subscriptions.Add(subscription);
        if (_bus is not null)
        {
            AddMatch(subscription);
        }
    });

    /// <summary>Stops asking for signals.</summary>
    internal void Unsubscribe(BusSubscription subscription) => Post(() =>
    {
        if (_subscriptions.Remove(subscription) && _bus is not null)
        {
            SendWithoutReply("RemoveMatch", subscription.Rule);
        }
    });

    /// <summary>Runs something on the loop's thread.</summary>
    private void Post(Action action)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _queue.Enqueue(action);
            if (_loop is null)
            {
                _loop = new Thread(Run) { Name = "domar-bus", IsBackground = true };
                _loop.Start();
            }

            _wakeUp.Set();
        }
    }

    private void Abandon(PendingCall call)
    {
        call.IsAbandoned = true;
        if (!_isDisposed)
        {
            Post(() => _pending.Remove(call.Cookie));
        }
    }

    private void Run()
    {
        try
        {
            while (!_isDisposed)
            {
                Step();
            }
        }
        finally
        {
            while (_queue.TryDequeue(out var action))
            {
                action();
            }

            Disconnect("this program ends");
        }
    }

    private void Step()
    {
        try
        {
            while (_queue.TryDequeue(out var action))
            {
                action();
            }

            if (_bus is null && _subscriptions.Count > 0 && _retryNow)
            {
                TryReconnect();
            }

            Receive();
            Wait();
        }
        catch (SystemBusException exception)
        {
            // What cannot be sent or read breaks this connection, not the loop.
            Disconnect(exception.Message);
        }
    }

    private void Send(PendingCall call)
    {
        if (call.IsAbandoned)
        {
            return;
        }

        try
        {
            var bus = Connect();
            using var message = NewMessage(bus, call.Call.Destination, call.Call.Path, call.Call.Interface, call.Call.Member);
            call.Call.Write?.Invoke(new MessageWriter(message));
            call.Cookie = Send(bus, message);
            _pending.Add(call.Cookie, call);
        }
        catch (Exception exception) when (exception is SystemBusException or ObjectDisposedException)
        {
            call.Fail(exception);
        }
    }

    private BusHandle Connect()
    {
        if (_bus is not null)
        {
            return _bus;
        }

        ObjectDisposedException.ThrowIf(_isDisposed, this);
        BusHandle? bus = null;
        try
        {
            bus = BusHandle.New();
            var doing = $"reach the system bus at {_address}";
            LibSystemd.Check(LibSystemd.sd_bus_set_address(bus, _address), doing);
            LibSystemd.Check(LibSystemd.sd_bus_set_bus_client(bus, 1), doing);
            LibSystemd.Check(LibSystemd.sd_bus_start(bus), doing);
        }
        catch (DllNotFoundException exception)
        {
            throw new SystemBusException("Cannot talk to systemd: libsystemd.so.0 is not here. Install it with 'apt install libsystemd0', or run the daemon with --standalone.", exception);
        }
        catch (SystemBusException exception)
        {
            bus?.Dispose();
            throw new SystemBusException(exception.Message, exception) { IsDisconnected = true };
        }

        _bus = bus;
        foreach (var subscription in _subscriptions)
        {
            AddMatch(subscription);
        }

        Connected?.Invoke();
        return bus;
    }

    private void TryReconnect()
    {
        _retryNow = false;
        try
        {
            Connect();
        }
        catch (SystemBusException)
        {
            Backoff();
        }
    }

    private void Backoff() => _retry = _retry * 2 < LastRetry ? _retry * 2 : LastRetry;

    private void AddMatch(BusSubscription subscription) => SendWithoutReply("AddMatch", subscription.Rule);

    private unsafe void SendWithoutReply(string member, string argument)
    {
        using var message = NewMessage(_bus!, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", member);
        LibSystemd.Check(LibSystemd.sd_bus_message_set_expect_reply(message, 0), "write a message to the bus");
        new MessageWriter(message).Write(argument);
        LibSystemd.Check(LibSystemd.sd_bus_send(_bus!, message, null), "send to the system bus");
    }

    private static unsafe MessageHandle NewMessage(BusHandle bus, string destination, string path, string @interface, string member)
    {
        nint message;
        LibSystemd.Check(LibSystemd.sd_bus_message_new_method_call(bus, &message, destination, path, @interface, member), "write a message to the bus");
        return new MessageHandle(message);
    }

    private static unsafe ulong Send(BusHandle bus, MessageHandle message)
    {
        ulong cookie;
        var result = LibSystemd.sd_bus_send(bus, message, &cookie);
        return result >= 0
            ? cookie
            : throw new SystemBusException($"Cannot send to the system bus: {Libc.Describe(-result)}.") { IsDisconnected = true };
    }

    private unsafe void Receive()
    {
        while (_bus is { } bus)
        {
            nint pointer;
            var result = LibSystemd.sd_bus_process(bus, &pointer);
            if (result < 0)
            {
                Disconnect(Libc.Describe(-result));
                return;
            }

            if (pointer != 0)
            {
                using var message = new MessageHandle(pointer);
                Dispatch(message);
            }

            if (result == 0)
            {
                return;
            }
        }
    }

    private unsafe void Dispatch(MessageHandle message)
    {
        _retry = FirstRetry;
        byte type;
        LibSystemd.Check(LibSystemd.sd_bus_message_get_type(message, &type), "read a message of the bus");
        if (type == Signal)
        {
            foreach (var subscription in _subscriptions)
            {
                LibSystemd.Check(LibSystemd.sd_bus_message_rewind(message, 1), "read a message of the bus");
                subscription.Handle(new MessageReader(message));
            }

            return;
        }

        ulong cookie;
        if (type is not (MethodReturn or MethodError) || LibSystemd.sd_bus_message_get_reply_cookie(message, &cookie) < 0 || !_pending.Remove(cookie, out var call))
        {
            return;
        }

        if (type == MethodReturn)
        {
            call.Complete(new MessageReader(message));
        }
        else
        {
            var error = LibSystemd.sd_bus_message_get_error(message);
            var (name, text) = (Text(error->Name), Text(error->Message));
            call.Fail(new SystemBusException($"{call.Call} failed: {(text.Length > 0 ? text : name)} ({name})") { ErrorName = name });
        }
    }

    private static unsafe string Text(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    private void Disconnect(string why)
    {
        if (_bus is null)
        {
            return;
        }

        _bus.Dispose();
        _bus = null;
        _retryNow = false;
        Backoff();
        foreach (var call in _pending.Values)
        {
            call.Fail(new SystemBusException($"The connection to the system bus ended while {call.Call} was under way ({why}). Whether it was carried out is not known.") { IsDisconnected = true });
        }

        _pending.Clear();
    }

    private unsafe void Wait()
    {
        if (_bus is null)
        {
            if (_subscriptions.Count == 0)
            {
                _wakeUp.Wait(-1, 0, -1);
            }
            else
            {
                _retryNow = !_wakeUp.Wait(-1, 0, (int)_retry.TotalMilliseconds);
            }

            return;
        }

        ulong due;
        LibSystemd.Check(LibSystemd.sd_bus_get_timeout(_bus, &due), "wait for the system bus");
        var events = LibSystemd.sd_bus_get_events(_bus);
        if (events < 0)
        {
            Disconnect(Libc.Describe(-events));
            return;
        }

        _wakeUp.Wait(LibSystemd.sd_bus_get_fd(_bus), (short)events, WakeUp.MillisecondsUntil(due));
    }
}
