using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Affiliate.Pages.Models;

/// <summary>
/// A color that a company has chosen for links and buttons. It is used in shades that can be read: the chosen color is
/// mixed with black or white until its contrast with the page is at least 4.5 (WCAG 2.2, success criterion 1.4.3,
/// https://www.w3.org/TR/WCAG22/#contrast-minimum).
/// </summary>
public sealed record BrandColor
{
    /// <summary>The form of a color, for error messages.</summary>
    public const string Form = "a number sign and six hexadecimal digits, such as #1f5fd0";

    private const double MinContrast = 4.5;

    // The grounds of SiteStyle: --ground in the light scheme, --paper in the dark scheme.
    private static readonly Rgb LightGround = Rgb.Parse("f3f5f8");
    private static readonly Rgb DarkGround = Rgb.Parse("1c212a");

    private BrandColor(Rgb chosen)
    {
        OnLight = Readable(chosen, LightGround, toward: 0).ToString();
        OnDark = Readable(chosen, DarkGround, toward: 255).ToString();
    }

    /// <summary>The shade for light pages and for e-mails, such as <c>#1f5fd0</c>.</summary>
    public string OnLight { get; }

    /// <summary>The shade for dark pages.</summary>
    public string OnDark { get; }

    /// <summary>Reads a color.</summary>
    /// <param name="text">The text.</param>
    /// <param name="color">The color, if the text has the form.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out BrandColor? color)
    {
        color =
            text is ['#', .. { Length: 6 } digits] && digits.All(char.IsAsciiHexDigit)
                ? new BrandColor(Rgb.Parse(digits))
                : null;
        return color is not null;
    }

    /// <summary>The contrast ratio of two colors, from 1 to 21
    /// (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).</summary>
    /// <param name="one">A color that has the form.</param>
    /// <param name="other">A color that has the form.</param>
    public static double ContrastOf(string one, string other) => ContrastOf(Rgb.Parse(one[1..]), Rgb.Parse(other[1..]));

    private static double ContrastOf(Rgb one, Rgb other)
    {
        var (lighter, darker) = (Math.Max(one.Luminance, other.Luminance), Math.Min(one.Luminance, other.Luminance));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static Rgb Readable(Rgb chosen, Rgb ground, byte toward)
    {
        const int steps = 25;
        for (var step = 0; step < steps; step++)
        {
            var shade = chosen.Mixed(toward, (double)step / steps);
            if (ContrastOf(shade, ground) >= MinContrast)
            {
                return shade;
            }
        }

        return new Rgb(toward, toward, toward);
    }

    private readonly record struct Rgb(byte Red, byte Green, byte Blue)
    {
        // https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
        public double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

        public static Rgb Parse(string digits) => new(PartOf(digits[..2]), PartOf(digits[2..4]), PartOf(digits[4..]));

        public Rgb Mixed(byte with, double share) =>
            new(Mixed(Red, with, share), Mixed(Green, with, share), Mixed(Blue, with, share));

        public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

        private static byte PartOf(string digits) =>
            byte.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

        private static byte Mixed(byte part, byte with, double share) =>
            (byte)Math.Round((part * (1 - share)) + (with * share));

        private static double Linear(byte part)
        {
            var value = part / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
    }
}
