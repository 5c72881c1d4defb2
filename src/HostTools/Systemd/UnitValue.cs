using System.Runtime.InteropServices;

namespace Domar.HostTools.Systemd;

/// <summary>Value of a unit's property, in the types that systemd takes (org.freedesktop.systemd1(5)). Its text is exact, for tests and logs.</summary>
public abstract record UnitValue
{
    private protected UnitValue(string signature) => Signature = signature;

    /// <summary>D-Bus signature.</summary>
    internal string Signature { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Render();

    /// <summary>Appends the value to a message.</summary>
    internal abstract void Write(MessageWriter writer);

    private protected abstract string Render();

    /// <summary>A text (<c>s</c>).</summary>
    public sealed record Text(string Value) : UnitValue("s")
    {
        internal override void Write(MessageWriter writer) => writer.Write(Value);

        private protected override string Render() => Value;
    }

    /// <summary>Yes or no (<c>b</c>).</summary>
    public sealed record Flag(bool Value) : UnitValue("b")
    {
        internal override void Write(MessageWriter writer) => writer.Write(Value);

        private protected override string Render() => Value ? "yes" : "no";
    }

    /// <summary>A number of 32 bits (<c>i</c>): a signal, an errno.</summary>
    public sealed record Code(int Value) : UnitValue("i")
    {
        internal override void Write(MessageWriter writer) => writer.Write(Value);

        private protected override string Render() => $"{Value}";
    }

    /// <summary>An unsigned number of 32 bits (<c>u</c>): a mode, written in octal.</summary>
    public sealed record Mode(uint Value) : UnitValue("u")
    {
        internal override void Write(MessageWriter writer) => writer.Write(Value);

        private protected override string Render() => "0" + Convert.ToString((int)Value, 8);
    }

    /// <summary>An unsigned number of 64 bits (<c>t</c>): bytes, microseconds, weights, sets of bits. The greatest means without limit.</summary>
    public sealed record Number(ulong Value) : UnitValue("t")
    {
        internal override void Write(MessageWriter writer) => writer.Write(Value);

        private protected override string Render() => Value == ulong.MaxValue ? "infinity" : $"{Value}";
    }

    /// <summary>Texts (<c>as</c>).</summary>
    public sealed record Texts(IReadOnlyList<string> Values) : UnitValue("as")
    {
        internal override void Write(MessageWriter writer) => writer.Write(Values);

        private protected override string Render() => string.Join(' ', Values);
    }

    /// <summary>Texts of which only these are allowed, or all but these (<c>(bas)</c>).</summary>
    public sealed record AllowList(bool IsAllowed, IReadOnlyList<string> Values) : UnitValue("(bas)")
    {
        internal override void Write(MessageWriter writer)
        {
            writer.Open('r', "bas");
            writer.Write(IsAllowed);
            writer.Write(Values);
            writer.Close();
        }

        private protected override string Render() => (IsAllowed ? "" : "~") + string.Join(' ', Values);
    }

    /// <summary>Bytes (<c>ay</c>): a set of processors, bit by bit.</summary>
    public sealed record Bytes(ReadOnlyMemory<byte> Value) : UnitValue("ay")
    {
        internal override void Write(MessageWriter writer) => writer.Write(Value.Span);

        private protected override string Render() => Convert.ToHexStringLower(Value.Span);
    }

    /// <summary>Pairs (<c>a(ss)</c>): devices and what may be done with them.</summary>
    public sealed record Pairs(IReadOnlyList<(string First, string Second)> Values) : UnitValue("a(ss)")
    {
        internal override void Write(MessageWriter writer)
        {
            writer.Open('a', "(ss)");
            foreach (var (first, second) in Values)
            {
                writer.Open('r', "ss");
                writer.Write(first);
                writer.Write(second);
                writer.Close();
            }

            writer.Close();
        }

        private protected override string Render() => string.Join(", ", Values.Select(pair => $"{pair.First} {pair.Second}"));
    }

    /// <summary>
    /// A program and its arguments without its name (<c>a(sasas)</c>, so for <c>ExecStartEx</c>). Arguments reach it as they are: without
    /// <c>no-env-expand</c> systemd would replace <c>$NAME</c> in them.
    /// </summary>
    public sealed record Command(string Program, IReadOnlyList<string> Arguments) : UnitValue("a(sasas)")
    {
        /// <summary>Whether its failure does not count.</summary>
        public bool IgnoresFailure { get; init; }

        internal override void Write(MessageWriter writer)
        {
            writer.Open('a', "(sasas)");
            writer.Open('r', "sasas");
            writer.Write(Program);
            writer.Write([Program, .. Arguments]);
            writer.Write(IgnoresFailure ? ["no-env-expand", "ignore-failure"] : ["no-env-expand"]);
            writer.Close();
            writer.Close();
        }

        private protected override string Render() => string.Join(' ', (IEnumerable<string>)[Program, .. Arguments.Select(argument => $"[{argument}]")]);
    }

    /// <summary>A descriptor (<c>h</c>), which is duplicated when it is sent.</summary>
    public sealed record Descriptor(SafeHandle Handle) : UnitValue("h")
    {
        internal override void Write(MessageWriter writer) => writer.Write(Handle);

        private protected override string Render() => "descriptor";
    }
}
