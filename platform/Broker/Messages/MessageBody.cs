using System.Security.Cryptography;
using System.Text;
using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>Rules and checksum of message bodies.</summary>
internal static class MessageBody
{
    // The checksum of the SQS API; it protects nothing.
#pragma warning disable CA5351
    /// <summary>Hex MD5 of the UTF-8 bytes.</summary>
    public static string Md5(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));
#pragma warning restore CA5351

    /// <summary>What stands for the deduplication id under content-based deduplication: hex SHA-256 of the UTF-8 bytes.</summary>
    public static string Sha256(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    /// <exception cref="AwsException">InvalidMessageContents.</exception>
    public static void CheckCharacters(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // EnumerateRunes answers U+FFFD for a lone surrogate, which then is stored as that.
            if (rune.Value is (< 0x20 and not ('\t' or '\n' or '\r')) or 0xFFFE or 0xFFFF)
            {
                throw new AwsException(
                    "InvalidMessageContents",
                    $"Invalid character #x{rune.Value:X} was found in the message. Valid characters are "
                        + "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF."
                );
            }
        }
    }
}
