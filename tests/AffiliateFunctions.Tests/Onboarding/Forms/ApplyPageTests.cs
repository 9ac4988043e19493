using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Forms;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.Logging.Abstractions;

namespace AffiliateFunctions.Tests.Onboarding.Forms;

public sealed class ApplyPageTests
{
    [Fact]
    public void The_kinds_of_the_page_are_the_types_of_the_form() =>
        Assert.Equal(Enum.GetNames<QuestionType>(), Enum.GetNames<ApplyQuestionKind>());

    [Fact]
    public async Task Each_question_has_its_field_with_a_label()
    {
        var page = await RenderAsync(AllTypes.Form, "{}");
        Assert.Equal(
            [
                "input text answers.team",
                "textarea textarea answers.story",
                "input radio answers.channel",
                "input radio answers.channel",
                "input checkbox answers.regions",
                "input checkbox answers.regions",
                "input checkbox answers.regions",
                "input number answers.listeners",
                "input url answers.page",
                "input checkbox answers.agency",
                "input text answers.clients",
                "select select-one answers.seat",
                "input text answers.vat",
            ],
            page.QuerySelectorAll("[name^='answers.']")
                .Select(field => $"{field.LocalName} {TypeOf(field)} {field.GetAttribute("name")}")
        );
        Assert.All(
            page.QuerySelectorAll("[name^='answers.']"),
            field =>
                Assert.True(
                    field.Closest("label") is not null || page.QuerySelector($"label[for='{field.Id}']") is not null
                )
        );
        Assert.Equal(2, page.QuerySelectorAll("fieldset > legend").Length);
        Assert.Equal(250, page.QuerySelectorAll("select option").Length);
        // Without script a conditional question is always shown, and a browser must not ask for it.
        Assert.Equal(
            ["answers.channel"],
            page.QuerySelectorAll("[name^='answers.'][required]").Select(field => field.GetAttribute("name")).Distinct()
        );
        Assert.Contains(
            "only if your answer to “Where do you recommend us?” is “Podcast”",
            page.QuerySelector("[data-question=listeners]")!.TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Entered_answers_stay_encoded_with_what_to_correct()
    {
        var page = await RenderAsync(
            AllTypes.Form,
            """{"team": "<script>x</script>", "regions": ["EU", "US"], "seat": "DE", "agency": "on", "story": "a\"b"}""",
            Problem.Invalid([
                ("/answers/team", "Write less."),
                ("/answers/none", "Not known."),
                ("/email", "Give one."),
            ])
        );
        Assert.Equal("<script>x</script>", ((IHtmlInputElement)page.GetElementById("answers.team")!).Value);
        Assert.Equal("answers.team-error", page.GetElementById("answers.team")!.GetAttribute("aria-describedby"));
        Assert.Equal("true", page.GetElementById("answers.team")!.GetAttribute("aria-invalid"));
        Assert.Equal("DE", ((IHtmlSelectElement)page.GetElementById("answers.seat")!).Value);
        Assert.Equal(2, page.QuerySelectorAll("[name='answers.regions'][checked]").Length);
        Assert.True(((IHtmlInputElement)page.GetElementById("answers.agency")!).IsChecked);
        Assert.Equal("Not known.", page.QuerySelector("[role=alert]")!.TextContent);
        Assert.Single(page.QuerySelectorAll("script"));
    }

    [Fact]
    public async Task The_script_is_there_only_for_conditions_and_is_the_one_that_the_policy_names()
    {
        var page = await RenderAsync(AllTypes.Form, "{}");
        var script = Assert.Single(page.QuerySelectorAll("script")).TextContent;
        Assert.Equal(
            $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'",
            ModelOf(AllTypes.Form, "{}", null).ScriptSource
        );
        var plain = new SignUpForm(1, [new FormQuestion("a", QuestionType.Text, "A")], null);
        Assert.Null(ModelOf(plain, "{}", null).ScriptSource);
        Assert.Empty((await RenderAsync(plain, "{}")).QuerySelectorAll("script"));
    }

    private static string? TypeOf(AngleSharp.Dom.IElement field) =>
        field switch
        {
            IHtmlInputElement input => input.Type,
            IHtmlSelectElement select => select.Type,
            IHtmlTextAreaElement area => area.Type,
            _ => null,
        };

    private static ApplyForm ModelOf(SignUpForm form, string answers, Problem? problem) =>
        new()
        {
            Brand = new Brand("Partner program"),
            Website = "https://www.example.com",
            Action = "/api/programs/demo/applications",
            TermsVersion = "1",
            Questions = FormQuestions.Of(
                form,
                JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(answers)!,
                problem
            ),
            Errors =
                problem?.Errors.ToDictionary(error => error.Key.TrimStart('/'), error => error.Value)
                ?? new Dictionary<string, IReadOnlyList<string>>(),
        };

    private static async Task<IHtmlDocument> RenderAsync(SignUpForm form, string answers, Problem? problem = null) =>
        await new HtmlParser().ParseDocumentAsync(
            await new PageRenderer(NullLoggerFactory.Instance).RenderAsync<ApplyPage>(ModelOf(form, answers, problem))
        );
}
