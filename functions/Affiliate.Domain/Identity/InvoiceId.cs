using System.Text.Json.Serialization;

namespace Affiliate.Domain.Identity;

/// <summary>
/// The number of an invoice, chosen by its issuer, such as <c>INV/2026/0001</c>: 1 to 200 printable characters.
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<InvoiceId>))]
public readonly record struct InvoiceId : ITextValue<InvoiceId>
{
    private const int Longest = 200;

    private readonly string? value;

    private InvoiceId(string value) => this.value = value;

    /// <summary>The number as text.</summary>
    public string Value => value ?? string.Empty;

    /// <inheritdoc/>
    public static string Form => "1 to 200 printable characters, without white space at the start or the end";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out InvoiceId result)
    {
        var fits =
            text is { Length: > 0 and <= Longest }
            && text.Trim().Length == text.Length
            && text.All(c => !char.IsControl(c) && !char.IsSurrogate(c));
        result = fits ? new InvoiceId(text!) : default;
        return fits;
    }

    /// <inheritdoc cref="ITextValue{TSelf}.TryParse"/>
    /// <exception cref="FormatException">The text is not a valid invoice number.</exception>
    public static InvoiceId Parse(string text) => TextValue.Parse<InvoiceId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
