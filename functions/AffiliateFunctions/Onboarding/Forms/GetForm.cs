using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>Returns the questions of a program's sign-up form.</summary>
[Tags("Onboarding")]
public sealed class GetForm(IPrograms programs, FormStore forms)
{
    /// <inheritdoc cref="GetForm"/>
    [Function(nameof(GetForm))]
    [EndpointSummary("Returns the questions of the sign-up form.")]
    [QueryParameter<int>("version", "A version; the version in force by default.", Minimum = 1)]
    [ProducesResponseType<FormAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/form")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var values = new QueryValues(request.Query);
                var version = values.Read<int>("version", VersionOf, "the number of a version");
                if (values.Errors.Count > 0)
                {
                    return HttpResults.Problem(Problem.Invalid(values.Errors));
                }

                var form = version is { } number
                    ? await forms.FindAsync(program.Slug, number, cancellationToken)
                    : await forms.InForceAsync(program.Slug, cancellationToken);
                return form is null
                    ? HttpResults.Problem(Problem.NotFound($"The form has no version {version}."))
                    : HttpResults.Ok(FormAnswer.Of(form));
            },
            cancellationToken
        );

    private static int? VersionOf(string text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, null, out var version)
        && version is >= 1 and <= 999_999
            ? version
            : null;
}
