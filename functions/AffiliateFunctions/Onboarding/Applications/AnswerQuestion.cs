using System.ComponentModel.DataAnnotations;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The page on which an applicant answers a question. GET shows the page and changes nothing; POST answers.</summary>
[Tags("Onboarding")]
public sealed class AnswerQuestion(AnswerService service, ApplicantPages pages)
{
    /// <summary>Shows the question. GET changes nothing.</summary>
    [Function(nameof(ShowQuestion))]
    [EndpointSummary("Shows an applicant the question about the application; changes nothing.")]
    [ProducesPages(200, 400, 409, 410)]
    public async Task<IResult> ShowQuestion(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "answer/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) =>
        await pages.QuestionAsync(
            await service.OpenAsync(token, cancellationToken),
            token,
            new AnswerForm(),
            cancellationToken
        );

    /// <summary>Stores the answer of the form.</summary>
    [Function(nameof(AnswerQuestion))]
    [EndpointSummary("Records the applicant's answer; a person is then asked to decide anew.")]
    [Consumes(typeof(AnswerForm), "application/x-www-form-urlencoded")]
    [RequestExample("answer=We+have+4%2C000+readers.")]
    [ProducesPages(200, 400, 409, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Answer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "answer/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormFieldsAsync(cancellationToken);
        if (!fields.Succeeded)
        {
            return HttpResults.Problem(fields.Problem);
        }

        var form = new AnswerForm(fields.Value.GetValueOrDefault("answer"));
        return await pages.QuestionAsync(
            await service.AnswerAsync(token, form.Answer, orchestrations, cancellationToken),
            token,
            form,
            cancellationToken
        );
    }

    /// <summary>The field of the form.</summary>
    /// <param name="Answer">The answer.</param>
    public sealed record AnswerForm([property: DataType(DataType.MultilineText)] string? Answer = null);
}
