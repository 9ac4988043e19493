using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Affiliate.Domain.Rules.Parsing;

/// <summary>
/// The canonical form of a JSON document. Members are sorted by the ordinal order of their names, without insignificant
/// white space. Numbers are in their shortest decimal form, and strings have only the escapes that JSON requires (RFC
/// 8785, section 3.2.2.2).
/// </summary>
public static class CanonicalJson
{
    /// <summary>Returns the canonical form, in UTF-8.</summary>
    public static byte[] Of(JsonElement document)
    {
        var text = new StringBuilder();
        Write(text, document);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Returns the SHA-256 hash of the canonical form, in lower-case hexadecimal.</summary>
    public static string HashOf(JsonElement document) => Convert.ToHexStringLower(SHA256.HashData(Of(document)));

    private static void Write(StringBuilder text, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteAll(
                    text,
                    '{',
                    element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal),
                    '}',
                    member =>
                    {
                        Write(text, member.Name);
                        Write(text.Append(':'), member.Value);
                    }
                );
                break;
            case JsonValueKind.Array:
                WriteAll(text, '[', element.EnumerateArray(), ']', item => Write(text, item));
                break;
            case JsonValueKind.String:
                Write(text, element.GetString()!);
                break;
            case JsonValueKind.Number when element.TryGetDecimal(out var number):
                text.Append(number.ToString("G29", CultureInfo.InvariantCulture).Replace('E', 'e'));
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder text, char open, IEnumerable<T> items, char close, Action<T> write)
    {
        text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            text.Append(isFirst ? string.Empty : ",");
            write(item);
            isFirst = false;
        }

        text.Append(close);
    }

    private static void Write(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' or '\\' => text.Append('\\').Append(letter),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }

        text.Append('"');
    }
}
