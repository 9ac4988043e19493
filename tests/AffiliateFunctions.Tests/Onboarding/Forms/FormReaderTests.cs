using System.Text.Json;
using AffiliateFunctions.Onboarding.Forms;

namespace AffiliateFunctions.Tests.Onboarding.Forms;

public sealed class FormReaderTests
{
    [Fact]
    public void Every_type_of_question_is_read()
    {
        var form = FormReader.Read(JsonElement.Parse(AllTypes.Json)).Value!;
        Assert.Equal(Enum.GetValues<QuestionType>(), form.Select(question => question.Type).Distinct());
        Assert.Equal(["Blog", "Podcast"], form.Single(question => question.Id == "channel").Choices);
        Assert.Equal(["Podcast"], form.Single(question => question.Id == "listeners").ShownWhen!.Answers);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        const string json = """
            {"surprise": 1, "questions": [
              7,
              {"id": "Wrong", "type": "date", "label": " ", "required": "yes", "shown": 1, "choices": 7},
              {"id": "a", "type": "text", "label": "A", "choices": ["x"], "min": 3, "max": 2, "help": ""},
              {"id": "a", "type": "choice", "label": "A\nB", "max": 3},
              {"id": "b", "type": "multiple_choice", "label": "B", "choices": ["x", "x", "", 4], "max": 0},
              {"id": "c", "type": "number", "label": "C", "min": "1", "max": 1e30,
               "shown_when": {"question": "z", "equals": "x"}},
              {"id": "d", "type": "checkbox", "label": "D", "shown_when": {"question": "b", "any_of": ["x", "y"]}},
              {"id": "e", "type": "url", "label": "E", "shown_when": {"question": "c", "equals": 1, "any_of": [1]}},
              {"id": "f", "type": "country", "label": "\u200b\u202e", "shown_when": {"question": "d", "equals": "perhaps"}}
            ]}
            """;
        Assert.Equal(
            [
                "/questions/0",
                "/questions/1/id",
                "/questions/1/label",
                "/questions/1/required",
                "/questions/1/shown",
                "/questions/1/type",
                "/questions/2/choices",
                "/questions/2/help",
                "/questions/2/max",
                "/questions/3/choices",
                "/questions/3/id",
                "/questions/3/label",
                "/questions/3/max",
                "/questions/4/choices/1",
                "/questions/4/choices/2",
                "/questions/4/choices/3",
                "/questions/4/max",
                "/questions/5/max",
                "/questions/5/min",
                "/questions/5/shown_when/question",
                "/questions/6/shown_when/any_of/1",
                "/questions/7/shown_when/equals",
                "/questions/8/label",
                "/questions/8/shown_when/equals",
                "/surprise",
            ],
            PointersOf(json)
        );
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{}", "/questions")]
    [InlineData("""{"questions": null}""", "/questions")]
    [InlineData("""{"questions": [], "questions": []}""", "/questions")]
    public void A_body_of_another_shape_is_refused(string json, string pointer) =>
        Assert.Equal(pointer, Assert.Single(PointersOf(json)));

    [Fact]
    public void Too_many_choices_and_questions_are_refused_with_the_limit()
    {
        var choices = JsonSerializer.Serialize(Enumerable.Range(0, 10_000).Select(number => $"choice {number}"));
        var many = FormReader.Read(
            JsonElement.Parse(
                $$"""{"questions": [{"id": "a", "type": "choice", "label": "A", "choices": {{choices}}}]}"""
            )
        );
        Assert.Equal(
            "Give a list of 1 to 100 choices; there are 10000.",
            Assert.Single(many.Problem!.Errors["/questions/0/choices"])
        );

        var questions = string.Join(
            ',',
            Enumerable.Range(0, 41).Select(number => $$"""{"id": "q{{number}}", "type": "text", "label": "Q"}""")
        );
        var long_ = FormReader.Read(JsonElement.Parse($$"""{"questions": [{{questions}}]}"""));
        Assert.Equal(
            "A form has at most 40 questions; this one has 41.",
            Assert.Single(long_.Problem!.Errors["/questions"])
        );
    }

    private static IEnumerable<string> PointersOf(string json) =>
        FormReader.Read(JsonElement.Parse(json)).Problem!.Errors.Keys.Order(StringComparer.Ordinal);
}
