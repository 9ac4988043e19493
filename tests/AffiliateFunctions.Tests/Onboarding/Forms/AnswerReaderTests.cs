using System.Text.Json;
using AffiliateFunctions.Onboarding.Forms;

namespace AffiliateFunctions.Tests.Onboarding.Forms;

public sealed class AnswerReaderTests
{
    [Fact]
    public void Answers_are_kept_by_their_types_whether_sent_as_JSON_or_as_texts_of_a_form()
    {
        const string kept = """
            {"team":"Two","story":"a\nb","channel":"Podcast","regions":["EU","US"],"listeners":1200,
             "page":"https://example.com/a","agency":true,"clients":"Acme","seat":"US","vat":"DE1"}
            """;
        Assert.Equal(Canonical(kept), Read(kept));
        Assert.Equal(
            Canonical(kept),
            Read(
                """
                {"team":" Two ","story":"a\nb","channel":"Podcast","regions":["US","EU","EU"],"listeners":" 1200 ",
                 "page":"https://example.com/a","agency":"on","clients":"Acme","seat":"us","vat":"DE1"}
                """
            )
        );
    }

    [Fact]
    public void A_hidden_question_is_neither_needed_nor_kept()
    {
        Assert.Equal(Canonical("""{"channel":"Blog","agency":false}"""), Read("""{"channel":"Blog"}"""));
        Assert.Equal(
            Canonical("""{"channel":"Blog","agency":false,"regions":["US"]}"""),
            Read("""{"channel":"Blog","listeners":"x","clients":"Acme","regions":"US","vat":"DE1"}""")
        );
    }

    [Fact]
    public void What_a_shown_question_needs_is_told_with_everything_else()
    {
        Assert.Equal(
            [
                "/answers/a~1b: The form has no question with this id.",
                "/answers/channel: Answer this question.",
                "/answers/clients: Answer this question.",
                "/answers/page: Give an address that begins with https:// or http://.",
                "/answers/regions: Choose 1 to 2 of these: EU, US, Asia.",
                "/answers/seat: Give an ISO 3166-1 country code, such as US.",
                "/answers/team: Write 2 to 20 characters on one line.",
            ],
            Mistakes(
                """
                {"a/b":1,"channel":"\u200b","agency":true,"page":"javascript:alert(1)","seat":"XX","team":"x",
                 "regions":["EU","US","Asia"]}
                """
            )
        );
        Assert.Equal(
            ["/answers/listeners: Give a number that is at least 1."],
            Mistakes("""{"channel":"Podcast","listeners":0}""")
        );
    }

    [Theory]
    [InlineData("""{"channel":"Blog","team":"a\u202eb"}""", "team")]
    [InlineData("""{"channel":"Blog","team":"a\nb"}""", "team")]
    [InlineData("""{"channel":"Blog","team":"\ud800ab"}""", "team")]
    [InlineData("""{"channel":"Blog","team":{"a":1}}""", "team")]
    [InlineData("""{"channel":"Blog","story":"a\u0000b"}""", "story")]
    [InlineData("""{"channel":["Blog"]}""", "channel")]
    [InlineData("""{"channel":"blog"}""", "channel")]
    [InlineData("""{"channel":"Podcast","listeners":"many"}""", "listeners")]
    [InlineData("""{"channel":"Podcast","listeners":1e99}""", "listeners")]
    [InlineData("""{"channel":"Blog","agency":"perhaps"}""", "agency")]
    [InlineData("""{"channel":"Blog","regions":["EU",7]}""", "regions")]
    public void A_value_that_is_no_answer_is_refused_at_its_question(string json, string id) =>
        Assert.StartsWith($"/answers/{id}: ", Assert.Single(Mistakes(json)), StringComparison.Ordinal);

    [Fact]
    public void Markup_and_letters_of_all_scripts_are_kept_as_they_were_written()
    {
        const string json = """{"channel":"Blog","team":"<b>שלום</b> 👩‍💻"}""";
        Assert.Equal("<b>שלום</b> 👩‍💻", AnswerReader.Read(AllTypes.Form, Parse(json)).Answers["team"].GetString());
    }

    [Fact]
    public void A_long_text_has_a_limit()
    {
        Assert.Empty(Mistakes($$"""{"channel":"Blog","story":"{{new string('x', 4000)}}"}"""));
        Assert.Equal(
            ["/answers/story: Write 1 to 4000 characters, without control characters."],
            Mistakes($$"""{"channel":"Blog","story":"{{new string('x', 4001)}}"}""")
        );
    }

    [Fact]
    public void A_required_checkbox_must_be_ticked()
    {
        var form = new SignUpForm(1, [new FormQuestion("a", QuestionType.Checkbox, "A", Required: true)], null);
        foreach (var json in new[] { "{}", """{"a":false}""", """{"a":""}""" })
        {
            Assert.Equal(
                ("/answers/a", "This must be ticked."),
                Assert.Single(AnswerReader.Read(form, Parse(json)).Errors)
            );
        }

        Assert.Empty(AnswerReader.Read(form, Parse("""{"a":"true"}""")).Errors);
    }

    [Fact]
    public void Without_a_form_texts_are_taken_under_any_names()
    {
        var (answers, errors) = AnswerReader.Read(SignUpForm.None, Parse("""{"channel":"Podcast","n":7}"""));
        Assert.Equal("Podcast", answers["channel"].GetString());
        Assert.Equal("/answers/n", Assert.Single(errors).Pointer);
        var many = Enumerable.Range(0, 31).ToDictionary(number => $"a{number}", _ => AnswerText.JsonOf("x"));
        Assert.Equal("/answers", Assert.Single(AnswerReader.Read(SignUpForm.None, many).Errors).Pointer);
    }

    [Theory]
    [InlineData("true", QuestionType.Checkbox, "Yes")]
    [InlineData("false", QuestionType.Checkbox, "No")]
    [InlineData("\"DE\"", QuestionType.Country, "Germany")]
    [InlineData("[\"EU\",\"US\"]", QuestionType.MultipleChoice, "EU, US")]
    [InlineData("1200.50", QuestionType.Number, "1200.5")]
    public void An_answer_is_written_in_words(string json, object type, string words) =>
        Assert.Equal(words, AnswerText.InWords(JsonElement.Parse(json), (QuestionType)type));

    private static string Read(string json)
    {
        var (answers, errors) = AnswerReader.Read(AllTypes.Form, Parse(json));
        Assert.Empty(errors);
        return Canonical(JsonSerializer.Serialize(answers));
    }

    private static IEnumerable<string> Mistakes(string json) =>
        AnswerReader
            .Read(AllTypes.Form, Parse(json))
            .Errors.Select(error => $"{error.Pointer}: {error.Sentence}")
            .Order(StringComparer.Ordinal);

    private static Dictionary<string, JsonElement> Parse(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;

    private static string Canonical(string json) =>
        JsonSerializer.Serialize(
            Parse(json).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")
        );
}
