using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Forms;
using AffiliateFunctions.Onboarding.Terms;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The hosted sign-up form.</summary>
public sealed class ApplyPages(
    PageAnswers pages,
    OnboardingPolicies policies,
    TermsStore terms,
    FormStore forms,
    FormTimes times
)
{
    /// <summary>
    /// The sign-up form. With a problem, the form keeps the entered values and shows what to correct.
    /// </summary>
    public async Task<IResult> FormAsync(
        AffiliateProgram program,
        ApplicationBody entered,
        Problem? problem,
        CancellationToken cancellationToken
    )
    {
        var policy = await policies.InForceAsync(program.Slug, cancellationToken);
        var version = policy.TermsVersion.Length > 0 ? policy.TermsVersion : "1";
        var document = await terms.FindAsync(program.Slug, version, cancellationToken);
        var own = await forms.InForceAsync(program.Slug, cancellationToken);
        var form = new ApplyForm
        {
            Brand = program.Brand(),
            Website = program.Website,
            Action = $"/api/programs/{program.Slug}/applications",
            TermsVersion = version,
            Terms = document is null ? null : ShowTerms.TextOf(document),
            Token = entered.FormToken is { Length: > 0 } shown ? shown : times.Sign(program.Slug),
            Values = ValuesOf(entered),
            Questions = FormQuestions.Of(own, entered.Answers ?? [], problem),
            Errors = ErrorsOf(problem),
        };
        return WithRetry(await pages.AnswerAsync<ApplyPage>(form, StatusOf(problem)), problem);
    }

    private static int StatusOf(Problem? problem) =>
        problem?.Kind switch
        {
            null => StatusCodes.Status200OK,
            ProblemKind.Conflict => StatusCodes.Status409Conflict,
            ProblemKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            ProblemKind.TooManyRequests => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status400BadRequest,
        };

    private static IResult WithRetry(IResult page, Problem? problem) =>
        problem?.RetryAfter is { } after ? new LaterPage(page, after) : page;

    private static Dictionary<string, string> ValuesOf(ApplicationBody entered)
    {
        var values = new Dictionary<string, string?>
        {
            ["name"] = entered.Name,
            ["email"] = entered.Email,
            ["company"] = entered.Company,
            ["website"] = entered.Website,
            ["country"] = entered.Country,
            ["promotion_plan"] = entered.PromotionPlan,
            ["audience"] = entered.Audience,
            ["invite"] = entered.Invite,
            ["next"] = entered.Next,
            ["terms_accepted"] = entered.TermsAccepted ? "true" : null,
        };
        return values.Where(value => value.Value is not null).ToDictionary(value => value.Key, value => value.Value!);
    }

    // A JSON Pointer of the request names a field of the form. Problems without such a field are shown above the form.
    private static Dictionary<string, IReadOnlyList<string>> ErrorsOf(Problem? problem)
    {
        if (problem is null)
        {
            return [];
        }

        return problem.Errors.Count == 0
            ? new() { [string.Empty] = [problem.Detail] }
            : problem.Errors.ToDictionary(error => error.Key.TrimStart('/'), error => error.Value);
    }

    private sealed class LaterPage(IResult page, TimeSpan after) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = ((long)after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return page.ExecuteAsync(httpContext);
        }
    }
}

/// <summary>Shows the questions of a program's form on the page.</summary>
internal static class FormQuestions
{
    /// <summary>The questions with the entered answers and what to correct.</summary>
    public static IReadOnlyList<ApplyQuestion> Of(
        SignUpForm form,
        IReadOnlyDictionary<string, JsonElement> entered,
        Problem? problem
    )
    {
        var labels = form.Questions.ToDictionary(question => question.Id, question => question);
        return [.. form.Questions.Select(question => Of(question, labels, entered, problem))];
    }

    private static ApplyQuestion Of(
        FormQuestion question,
        Dictionary<string, FormQuestion> known,
        IReadOnlyDictionary<string, JsonElement> entered,
        Problem? problem
    ) =>
        new(question.Id, question.Label, (ApplyQuestionKind)question.Type)
        {
            Help = question.Help,
            IsRequired = question.Required,
            Choices = question.Choices ?? [],
            Longest = (int?)question.Max ?? FormLimits.LengthOf(question.Type),
            Lowest = question.Type == QuestionType.Number ? question.Min : null,
            Highest = question.Type == QuestionType.Number ? question.Max : null,
            ShownBy = question.ShownWhen?.Question,
            ShownFor = [.. question.ShownWhen?.Answers ?? []],
            Condition = ConditionOf(question, known),
            Values = entered.TryGetValue(question.Id, out var answer) ? PartsOf(answer) : [],
            Errors = problem?.Errors.GetValueOrDefault($"/answers/{question.Id}") ?? [],
        };

    // Half of a surrogate pair is no text, and other values than texts cannot be entered.
    private static IReadOnlyList<string> PartsOf(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Array
            ? [.. answer.EnumerateArray().Select(AnswerValues.TextOf).OfType<string>()]
        : AnswerValues.TextOf(answer) is { } text ? [text]
        : [];

    private static string? ConditionOf(FormQuestion question, Dictionary<string, FormQuestion> known)
    {
        if (question.ShownWhen is not { } condition || known.GetValueOrDefault(condition.Question) is not { } earlier)
        {
            return null;
        }

        var answers = (condition.AnyOf ?? [condition.EqualTo!.Value]).Select(answer =>
            $"“{AnswerText.InWords(answer, earlier.Type)}”"
        );
        return $"only if your answer to “{earlier.Label}” is {string.Join(" or ", answers)}";
    }
}
