using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Banking;

/// <summary>
/// An ABA routing number: nine digits whose sum, weighted 3, 7, 1 from the left, is a multiple of ten
/// (Nacha Operating Rules, "Routing Number check digit").
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<RoutingNumber>))]
public readonly record struct RoutingNumber : ITextValue<RoutingNumber>
{
    private const int Length = 9;
    private readonly string? value;

    private RoutingNumber(string value) => this.value = value;

    /// <summary>The nine digits.</summary>
    public string Value => value ?? string.Empty;

    /// <inheritdoc/>
    public static string Form => "nine digits with a valid check digit, such as 021000021";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out RoutingNumber result)
    {
        var fits =
            text is { Length: Length }
            && text.All(char.IsAsciiDigit)
            && text != "000000000"
            && WeightedSum(text) % 10 == 0;
        result = fits ? new RoutingNumber(text!) : default;
        return fits;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static int WeightedSum(string digits)
    {
        ReadOnlySpan<int> weights = [3, 7, 1];
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += (digits[i] - '0') * weights[i % 3];
        }

        return sum;
    }
}
