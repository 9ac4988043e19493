using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Monetary;

/// <summary>A percentage, exactly as it was written: <c>12.5</c>.</summary>
[JsonConverter(typeof(TextValueJsonConverter<Percentage>))]
public readonly partial record struct Percentage : ITextValue<Percentage>
{
    private const decimal Max = 100;

    private readonly string? value;

    private readonly ExactAmount exact;

    private Percentage(string value, decimal number) =>
        (this.value, Number, exact) = (value, number, ExactAmount.Of(number));

    /// <summary>The text of the percentage.</summary>
    public string Value => value ?? "0";

    /// <summary>The numeric value of the percentage.</summary>
    public decimal Number { get; }

    /// <inheritdoc/>
    public static string Form => "a percentage from 0 to 100 in a string, with at most 8 decimals, such as \"12.5\"";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out Percentage result)
    {
        var fits =
            text is not null
            && Shape().IsMatch(text)
            && decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) <= Max;
        result = fits
            ? new Percentage(text!, decimal.Parse(text!, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture))
            : default;
        return fits;
    }

    /// <summary>Returns the exact percentage of an amount.</summary>
    public ExactAmount Of(ExactAmount amount) => (amount * exact).Shift(-2);

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex(@"^(0|[1-9][0-9]{0,2})(\.[0-9]{1,8})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
