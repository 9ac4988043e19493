using System.Text;
using System.Text.Json;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.RuleEvaluation;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class JsonTextsTests
{
    [Theory]
    [InlineData("Ann\\nBcc: all@example.com")]
    [InlineData("Ann\\r")]
    [InlineData("Ann\\u0000")]
    [InlineData("Ann\\u0085")]
    [InlineData("Ann\\u2028")]
    [InlineData("Ann\u2028")]
    [InlineData("Ann\u007f")]
    [InlineData("\\u202eAnn")]
    public void A_name_is_one_line(string name) =>
        Assert.Equal([LineText.Sentence], MistakesOf<PatchPartner.Body>($$"""{"name":"{{name}}"}""")["/name"]);

    [Theory]
    [InlineData("""{"event_id": "Müller"}""", "/event_id")]
    [InlineData("""{"customer": {"name": "Müller"}}""", "/customer/name")]
    [InlineData("""{"metadata": {"seats": "Müller"}}""", "/metadata/seats")]
    public void Bytes_that_are_no_UTF_8_are_named(string json, string pointer)
    {
        var problem = RequestBody.Parse<EventBody>(Encoding.Latin1.GetBytes(json)).Problem!;
        var (found, sentences) = Assert.Single(problem.Errors);
        Assert.Equal(pointer, found);
        Assert.Contains("valid Unicode", Assert.Single(sentences), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ann \\u00e9 O\\u2019Neil \\\"the\\\" 3rd")]
    [InlineData("Zoë d’Arc – 東京 👩‍💻")]
    public void A_name_may_have_any_letters(string name) =>
        Assert.True(
            RequestBody.Parse<PatchPartner.Body>(Encoding.UTF8.GetBytes($$"""{"name":"{{name}}"}""")).Succeeded
        );

    [Fact]
    public void Texts_within_objects_and_lists_are_named_by_their_place()
    {
        var mistakes = MistakesOf<Charter>(
            """
            {"business_question":"Do they\nstay?","owner":{"name":"A\nB","email":"a@example.com"},"backup_owner":{"name":"B","email":"b@example.com"},
             "finance":{"name":"F","email":"f@example.com"},"input_sources":[{"kind":"crm","name":"x","owner":"y"},{"kind":"crm","name":"a\tb","owner":"y"}],
             "workflow":[],"quality_signals":[],"review_cadence":"monthly"}
            """.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\\n ", " ", StringComparison.Ordinal).Replace(
                "\t",
                "\\t",
                StringComparison.Ordinal
            )
        );
        Assert.Equal(["/input_sources/1/name", "/owner/name"], mistakes.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Longer_texts_may_have_lines_and_no_other_control_characters()
    {
        Assert.True(
            RequestBody
                .Parse<ApplicationBody>("""{"promotion_plan":"First\r\n\tsecond","audience":"a\nb"}"""u8)
                .Succeeded
        );
        var mistakes = MistakesOf<ApplicationBody>("""{"promotion_plan":"a\u0000b","audience":"a\u0007b"}""");
        Assert.Equal(["/audience", "/promotion_plan"], mistakes.Keys.Order(StringComparer.Ordinal));
        Assert.All(mistakes.Values, sentences => Assert.Equal([LineText.LinesSentence], sentences));
    }

    [Fact]
    public void Metadata_is_the_callers_own() =>
        Assert.True(
            RequestBody
                .Parse<EventBody>(
                    """{"event_id":"e","metadata":{"note":"a\nb","list":[null,"\u0000"],"none":null}}"""u8
                )
                .Succeeded
        );

    [Fact]
    public void Half_of_a_surrogate_pair_is_named_wherever_it_is_and_nulls_of_the_callers_own_values_are_left() =>
        Assert.Equal(
            ["/metadata/a", "/metadata/list/1/b"],
            MistakesOf<EventBody>("""{"event_id":"e","metadata":{"a":"\ud800","list":[null,{"b":"\udc00"}]}}""").Keys
        );

    [Fact]
    public void A_name_with_half_of_a_surrogate_pair_is_named_by_its_object() =>
        Assert.Equal(
            ["/metadata/list"],
            MistakesOf<EventBody>("""{"event_id":"e","metadata":{"list":{"\ud800":1}}}""").Keys
        );

    [Theory]
    [InlineData("input_sources", "[null]", "/input_sources/0")]
    [InlineData("workflow", "[{\"step\":\"s\",\"owner\":\"o\",\"sla_hours\":1},null]", "/workflow/1")]
    [InlineData("quality_signals", "[null]", "/quality_signals/0")]
    public void Nulls_in_lists_of_a_charter_are_named(string member, string list, string pointer)
    {
        var charter = new Dictionary<string, JsonElement>
        {
            ["business_question"] = JsonElement.Parse("\"Why?\""),
            ["owner"] = JsonElement.Parse("""{"name":"A","email":"a@example.com"}"""),
            ["backup_owner"] = JsonElement.Parse("""{"name":"B","email":"b@example.com"}"""),
            ["finance"] = JsonElement.Parse("""{"name":"F","email":"f@example.com"}"""),
            ["input_sources"] = JsonElement.Parse("[]"),
            ["workflow"] = JsonElement.Parse("[]"),
            ["quality_signals"] = JsonElement.Parse("[]"),
            ["review_cadence"] = JsonElement.Parse("\"monthly\""),
            [member] = JsonElement.Parse(list),
        };
        Assert.Equal([pointer], MistakesOf<Charter>(JsonSerializer.Serialize(charter)).Keys);
    }

    [Fact]
    public void Nulls_in_the_touches_and_partners_of_an_evaluation_and_in_the_types_of_an_endpoint_are_named()
    {
        Assert.Equal(["/touches/1"], MistakesOf<EvaluationBody>("""{"touches":[{"partner":"p1"},null]}""").Keys);
        Assert.Equal(["/partners/p2"], MistakesOf<EvaluationBody>("""{"partners":{"p1":{},"p2":null}}""").Keys);
        Assert.Equal(
            ["/history/bonuses_paid/0"],
            MistakesOf<EvaluationBody>("""{"history":{"bonuses_paid":[null]}}""").Keys
        );
        Assert.Equal(
            ["/types/0"],
            MistakesOf<PutEndpoint.Body>("""{"url":"https://erp.example/in","types":[null]}""").Keys
        );
    }

    [Fact]
    public void Absent_members_may_be_null_and_answers_are_left_to_the_check_of_answers() =>
        Assert.True(
            RequestBody
                .Parse<ApplicationBody>(
                    """{"name":null,"audience":null,"answers":{"channel":null,"plan":"a\u0007b"}}"""u8
                )
                .Succeeded
        );

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> MistakesOf<T>(string json)
    {
        var problem = RequestBody.Parse<T>(Encoding.UTF8.GetBytes(json)).Problem!;
        Assert.Equal(ProblemKind.Invalid, problem.Kind);
        return problem.Errors;
    }
}
