using Affiliate.Pages;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>Texts of strangers as people see them.</summary>
public sealed class DisplayTextTests
{
    private const string Hebrew = "\u05E9\u05DC\u05D5\u05DD";
    private const string Arabic = "\u0634\u0631\u0643\u0629";

    [Theory]
    [InlineData("Caf\u00E9 \u65E5\u672C \u0E44\u0E17\u0E22", "Caf\u00E9 \u65E5\u672C \u0E44\u0E17\u0E22")]
    [InlineData("a\u202Eb\u202Cc", "abc")]
    [InlineData("a\u200Bb\u2060c\uFEFFd\u00ADe", "abcde")]
    [InlineData("a\u200Eb\u200Fc\u061Cd", "abcd")]
    [InlineData("a\u2066b\u2069", "ab")]
    [InlineData("a\u3164b\u115F\u1160c\uFFA0d\u034Fe\u17B4\u17B5", "abcde")]
    [InlineData("a\u0007b\u2028c", "a b c")]
    [InlineData("a\nb\tc", "a\nb\tc")]
    [InlineData("\U000E0041\U000E0042a", "a")]
    public void Characters_that_nobody_sees_are_removed_and_breaks_become_spaces(string text, string shown) =>
        Assert.Equal(shown, DisplayText.Of(text));

    [Theory]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")]
    public void The_joiners_of_a_script_stay_in_its_words(string text, string word) =>
        Assert.Equal($"\u2068{word}\u2069", DisplayText.Of(text));

    [Fact]
    public void An_emoji_keeps_the_selector_of_its_form() =>
        Assert.Equal("\u2764\uFE0F", DisplayText.Of("\u2764\uFE0F"));

    [Fact]
    public void An_emoji_keeps_its_joiners() =>
        Assert.Equal("\U0001F469\u200D\U0001F4BB", DisplayText.Of("\U0001F469\u200D\U0001F4BB"));

    [Theory]
    [InlineData(Hebrew + ": 100 USD", "\u2068" + Hebrew + "\u2069: 100 USD")]
    [InlineData("by " + Hebrew + " 7 " + Arabic + " of", "by \u2068" + Hebrew + " 7 " + Arabic + "\u2069 of")]
    [InlineData(Hebrew + " and " + Arabic, "\u2068" + Hebrew + "\u2069 and \u2068" + Arabic + "\u2069")]
    [InlineData(Hebrew + "\n" + Arabic, "\u2068" + Hebrew + "\u2069\n\u2068" + Arabic + "\u2069")]
    [InlineData("\u05D0\u05B0", "\u2068\u05D0\u05B0\u2069")]
    public void Right_to_left_words_are_isolated_without_the_digits_behind_them(string text, string shown) =>
        Assert.Equal(shown, DisplayText.Of(text));

    [Fact]
    public void A_shown_text_is_shown_the_same_again()
    {
        var shown = DisplayText.Of($"{Hebrew} 1 {Arabic} and \u202Emore");
        Assert.Equal(shown, DisplayText.Of(shown));
    }

    [Theory]
    [InlineData("<p>&#x5D0;: 1</p>", "<p>&#x2068;&#x5D0;&#x2069;: 1</p>")]
    [InlineData("<p title=\"&#x5D0;\">a</p>", "<p title=\"&#x5D0;\">a</p>")]
    [InlineData("<input value=\"a>&#x202E;b\"><i>&#x202E;b</i>", "<input value=\"a>&#x202E;b\"><i>b</i>")]
    [InlineData("<textarea>&#x202E;b</textarea>&#x202E;c", "<textarea>&#x202E;b</textarea>c")]
    [InlineData("<script>'\u202E'</script>", "<script>'\u202E'</script>")]
    [InlineData("<!-- it's --><b>&#x200B;x</b>", "<!-- it's --><b>x</b>")]
    [InlineData("&lt;b&gt;&#x202E;", "&lt;b&gt;")]
    public void In_a_document_only_text_is_changed_and_stays_encoded(string html, string shown) =>
        Assert.Equal(shown, DisplayHtml.Of(html));

    [Fact]
    public void A_line_has_no_breaks() => Assert.Equal("a b c", DisplayText.LineOf("a\r\nb\tc"));
}
