using System.Globalization;
using System.Text;

namespace Affiliate.Domain.Addresses;

/// <summary>
/// Unicode normalization form KC (https://www.unicode.org/reports/tr15/). Texts that look and mean the same get the
/// same characters: full-width letters, ligatures and combining accents. The application runs without ICU, where
/// <see cref="string.Normalize()"/> has no effect, so the data of the Unicode Character Database is embedded.
/// </summary>
public static class CompatibilityForm
{
    private const string Resource = "unicode-normalization.txt";

    // Hangul syllables are computed (The Unicode Standard, section 3.12).
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TailCount = 28;
    private const int SyllableCount = LeadCount * VowelCount * TailCount;

    private static readonly Lazy<Tables> Data = new(Tables.Read);

    /// <summary>Returns the text in form KC. Unpaired surrogates become replacement characters.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var runes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, runes);
        }

        Order(runes);
        return Compose(runes);
    }

    private static void Decompose(int rune, List<int> runes)
    {
        if (rune is >= SyllableBase and < SyllableBase + SyllableCount)
        {
            var index = rune - SyllableBase;
            runes.Add(LeadBase + (index / (VowelCount * TailCount)));
            runes.Add(VowelBase + (index % (VowelCount * TailCount) / TailCount));
            if (index % TailCount > 0)
            {
                runes.Add(TailBase + (index % TailCount));
            }
        }
        else if (Data.Value.Decompositions.TryGetValue(rune, out var parts))
        {
            runes.AddRange(parts);
        }
        else
        {
            runes.Add(rune);
        }
    }

    // Marks of different classes are sorted; marks of the same class keep their order.
    private static void Order(List<int> runes)
    {
        for (var i = 1; i < runes.Count; i++)
        {
            var own = ClassOf(runes[i]);
            for (var at = i; own > 0 && at > 0 && ClassOf(runes[at - 1]) > own; at--)
            {
                (runes[at - 1], runes[at]) = (runes[at], runes[at - 1]);
            }
        }
    }

    private static string Compose(List<int> runes)
    {
        var composed = new List<int>(runes.Count);
        var starter = -1;
        foreach (var rune in runes)
        {
            var own = ClassOf(rune);
            var isBlocked =
                starter >= 0
                && starter < composed.Count - 1
                && (ClassOf(composed[^1]) is var last && (last == 0 || last >= own));
            if (starter >= 0 && !isBlocked && Pair(composed[starter], rune) is { } both)
            {
                composed[starter] = both;
                continue;
            }

            composed.Add(rune);
            starter = own == 0 ? composed.Count - 1 : starter;
        }

        return string.Concat(composed.Select(rune => new Rune(rune).ToString()));
    }

    private static int? Pair(int first, int second)
    {
        if (first is >= LeadBase and < LeadBase + LeadCount && second is >= VowelBase and < VowelBase + VowelCount)
        {
            return SyllableBase + ((((first - LeadBase) * VowelCount) + second - VowelBase) * TailCount);
        }

        if (
            first is >= SyllableBase and < SyllableBase + SyllableCount
            && (first - SyllableBase) % TailCount == 0
            && second is > TailBase and < TailBase + TailCount
        )
        {
            return first + second - TailBase;
        }

        return Data.Value.Compositions.TryGetValue((first, second), out var both) ? both : null;
    }

    private static int ClassOf(int rune) => Data.Value.Classes.GetValueOrDefault(rune);

    private sealed record Tables(
        Dictionary<int, int[]> Decompositions,
        Dictionary<int, int> Classes,
        Dictionary<(int First, int Second), int> Compositions
    )
    {
        public static Tables Read()
        {
            using var stream =
                typeof(CompatibilityForm).Assembly.GetManifestResourceStream(Resource)
                ?? throw new InvalidOperationException($"The data '{Resource}' is not embedded.");
            using var reader = new StreamReader(stream);
            var tables = new Tables([], [], []);
            while (reader.ReadLine() is { } line)
            {
                tables.Add(line.Split(' '));
            }

            return tables;
        }

        private void Add(string[] words)
        {
            switch (words[0])
            {
                case "d":
                    Decompositions[Hex(words[1])] = [.. words.Skip(2).Select(Hex)];
                    break;
                case "k":
                    foreach (var rune in words.Skip(2))
                    {
                        Classes[Hex(rune)] = int.Parse(words[1], CultureInfo.InvariantCulture);
                    }

                    break;
                case "c":
                    Compositions[(Hex(words[1]), Hex(words[2]))] = Hex(words[3]);
                    break;
            }
        }

        private static int Hex(string word) =>
            int.Parse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
