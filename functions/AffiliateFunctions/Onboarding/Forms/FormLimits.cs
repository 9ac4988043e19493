namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>The limits of sign-up forms and of their answers.</summary>
internal static class FormLimits
{
    /// <summary>The most questions of a form.</summary>
    public const int Questions = 40;

    /// <summary>The most choices of a question.</summary>
    public const int Choices = 100;

    /// <summary>The most characters of a choice.</summary>
    public const int Choice = 100;

    /// <summary>The most characters of a question.</summary>
    public const int Label = 200;

    /// <summary>The most characters of the help for a question.</summary>
    public const int Help = 500;

    /// <summary>The most characters of a text of one line.</summary>
    public const int Text = 500;

    /// <summary>The most characters of a text of several lines.</summary>
    public const int LongText = 4000;

    /// <summary>The most characters of a web address.</summary>
    public const int Url = 2000;

    /// <summary>The highest number; the lowest one is its negative.</summary>
    public const decimal Number = 1_000_000_000_000_000;

    /// <summary>Whether the text is an id of a question.</summary>
    public static bool IsId(string? id) =>
        id is { Length: >= 1 and <= 40 }
        && char.IsAsciiLetterLower(id[0])
        && id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');

    /// <summary>The most characters of an answer; null for answers that are no texts.</summary>
    public static int? LengthOf(QuestionType type) =>
        type switch
        {
            QuestionType.Text => Text,
            QuestionType.LongText => LongText,
            QuestionType.Url => Url,
            _ => null,
        };
}
