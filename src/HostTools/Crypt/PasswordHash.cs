using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Domar.HostTools.Crypt;

/// <summary>Hashes passwords as /etc/shadow holds them, with the system's libcrypt (libxcrypt).</summary>
public static unsafe partial class PasswordHash
{
    private const string Library = "libcrypt.so.1";

    // yescrypt, Debian's default since 11; cost 0 is the library's default for it (crypt(5)).
    private const string Prefix = "$y$";

    // crypt.h of libxcrypt: CRYPT_GENSALT_OUTPUT_SIZE, sizeof(struct crypt_data), CRYPT_MAX_PASSPHRASE_SIZE with its NUL.
    private const int SettingBytes = 192;
    private const int DataBytes = 32768;
    private const int LongestBytes = 511;

    /// <summary>A hash with a new random salt: <c>$y$j9T$SALT$HASH</c>.</summary>
    /// <param name="password">1 to 511 bytes of UTF-8, without NUL.</param>
    /// <exception cref="ArgumentException">The password is empty, too long, or has a NUL character.</exception>
    /// <exception cref="PasswordHashException">The library is missing or cannot hash this way.</exception>
    public static string Create(string password) => Guard(() =>
    {
        CheckPassword(password);
        var setting = stackalloc byte[SettingBytes];

        // No random bytes given: the library takes them from the kernel.
        return Native.GenSalt(Prefix, 0, null, 0, setting, SettingBytes) == 0
            ? throw new PasswordHashException($"Cannot hash the password: {Library} does not know yescrypt ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}).")
            : Crypt(password, Marshal.PtrToStringUTF8((nint)setting)!);
    });

    /// <summary>Whether a password is the one of a hash.</summary>
    /// <param name="password">The password.</param>
    /// <param name="hash">A hash of any kind that the library knows.</param>
    /// <exception cref="PasswordHashException">The library is missing, or does not know this kind of hash.</exception>
    public static bool Matches(string password, string hash) => Guard(() =>
    {
        CheckPassword(password);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Crypt(password, hash)), Encoding.UTF8.GetBytes(hash));
    });

    /// <summary>Says in plain words that the library cannot be used.</summary>
    internal static T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new PasswordHashException($"Cannot hash the password: {Library} is missing or not libxcrypt's. Install it with 'apt install libcrypt1'.", exception);
        }
    }

    private static void CheckPassword(string password)
    {
        var length = Encoding.UTF8.GetByteCount(password);
        if (length is 0 or > LongestBytes)
        {
            throw new ArgumentException($"A password has 1 to {LongestBytes} bytes, and this one has {length}.", nameof(password));
        }

        // It would end there without a word.
        if (password.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A password cannot have a NUL character.", nameof(password));
        }
    }

    private static string Crypt(string password, string setting)
    {
        var data = (byte*)NativeMemory.AllocZeroed(DataBytes);
        try
        {
            var result = Marshal.PtrToStringUTF8(Native.Crypt(password, setting, data, DataBytes));

            // Failure is null here, and "*0" or "*1" of some builds (crypt(3)); neither may ever be taken for a hash.
            return result is null || result.StartsWith('*')
                ? throw new PasswordHashException($"Cannot hash the password: {Library} refuses this kind of hash ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}).")
                : result;
        }
        finally
        {
            // It has seen the password.
            NativeMemory.Clear(data, DataBytes);
            NativeMemory.Free(data);
        }
    }

    /// <summary>The forms that keep their state in the caller's memory, so that threads do not meet in it.</summary>
    private static partial class Native
    {
        [LibraryImport(Library, EntryPoint = "crypt_gensalt_rn", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
        internal static partial nint GenSalt(string prefix, nuint count, byte* random, int randomBytes, byte* output, int outputBytes);

        [LibraryImport(Library, EntryPoint = "crypt_rn", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
        internal static partial nint Crypt(string password, string setting, byte* data, int dataBytes);
    }
}
