using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Operations.Keys;

/// <summary>Encrypts all stored secrets with the newest key, and shows which keys can be removed.</summary>
[Tags("Operations")]
public sealed class ReencryptSecrets(
    ReencryptionService service,
    ReencryptionStore store,
    EncryptedText encryption,
    KeyRegistry registry
)
{
    private const string Route = "api/admin/reencrypt";
    private const string Example = """
        {
          "status": "finished",
          "key": "3f9a12cd",
          "started_at": "2026-11-30T12:00:00+00:00",
          "finished_at": "2026-11-30T12:00:02+00:00",
          "values": [
            { "name": "payout details and tax forms", "status": "finished", "found": 310, "moved": 310, "unreadable": 0 }
          ],
          "keys": [
            { "key": "3f9a12cd", "place": 1, "status": "newest" },
            { "key": "77b01e5a", "place": 2, "status": "removable" }
          ],
          "problems": []
        }
        """;

    // The front end of the platform ends a request after 230 seconds.
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(60);

    /// <summary>Starts the re-encryption or continues it, for a minute at most.</summary>
    [Function(nameof(ReencryptSecrets))]
    [EndpointSummary("Encrypts stored secrets with the newest key, for up to a minute.")]
    [EndpointDescription(
        "Needs the master key. Call it again until the status is finished; the app also continues every hour by itself. "
            + "A key whose status is removable can be removed from Security__EncryptionKey."
    )]
    [ResponseExample(Example)]
    [ProducesResponseType<ReencryptionAnswer>(StatusCodes.Status200OK)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken
    ) => HttpResults.Ok(await AnswerAsync(await service.StartAsync(AtMost, cancellationToken), cancellationToken));

    /// <summary>Shows the progress of the re-encryption.</summary>
    [Function(nameof(GetReencryption))]
    [EndpointSummary("Shows the progress of the re-encryption and the keys that can be removed.")]
    [EndpointDescription("Needs the master key.")]
    [ResponseExample(Example)]
    [ProducesResponseType<ReencryptionAnswer>(StatusCodes.Status200OK)]
    public async Task<IResult> GetReencryption(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken
    ) => HttpResults.Ok(await AnswerAsync(await store.FindAsync(cancellationToken), cancellationToken));

    private async Task<ReencryptionAnswer> AnswerAsync(Reencryption? run, CancellationToken cancellationToken) =>
        ReencryptionAnswer.Of(
            run,
            [.. encryption.KeyIds],
            registry.DefaultEmailIndex,
            await registry.EncryptionKeysAsync(cancellationToken),
            await registry.FindProblemsAsync(cancellationToken)
        );
}
