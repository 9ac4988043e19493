namespace Affiliate.Domain.Programs;

/// <summary>
/// Checks the requirements for moving a program to another stage. The checks are pure: the same facts give the same
/// result.
/// </summary>
public static class StageGate
{
    /// <summary>
    /// Whether a program may move from one stage to the other: draft → pilot → live ⇄ paused, and from any stage to
    /// closed.
    /// </summary>
    public static bool Allows(ProgramStage from, ProgramStage to) =>
        (from, to) switch
        {
            (ProgramStage.Draft, ProgramStage.Pilot) => true,
            (ProgramStage.Pilot, ProgramStage.Live) => true,
            (ProgramStage.Live, ProgramStage.Paused) => true,
            (ProgramStage.Paused, ProgramStage.Live) => true,
            (not ProgramStage.Closed, ProgramStage.Closed) => true,
            _ => false,
        };

    /// <summary>Returns all missing requirements; an empty list when the program may move.</summary>
    public static IReadOnlyList<MissingPiece> Missing(ProgramStage from, ProgramStage to, GateFacts facts)
    {
        if (!Allows(from, to))
        {
            return
            [
                new(
                    "/to",
                    $"A program that is {Name(from)} cannot become {Name(to)}; the stages are draft, pilot, live "
                        + "or paused, closed."
                ),
            ];
        }

        return (from, to) switch
        {
            (ProgramStage.Draft, ProgramStage.Pilot) =>
            [
                .. CharterPieces(facts),
                .. ComponentPieces(facts),
                .. RulePieces(facts),
            ],
            (ProgramStage.Pilot, ProgramStage.Live) =>
            [
                .. ComponentPieces(facts),
                .. RulePieces(facts),
                .. ReviewPieces(facts),
            ],
            (ProgramStage.Paused, ProgramStage.Live) => [.. RulePieces(facts)],
            _ => [],
        };
    }

    private static IEnumerable<MissingPiece> CharterPieces(GateFacts facts)
    {
        if (facts.Charter is null)
        {
            yield return new(
                "/charter",
                "Write the charter: the business question, owner and backup, finance, input sources, workflow, "
                    + "quality signals and review cadence."
            );
        }
    }

    private static IEnumerable<MissingPiece> ComponentPieces(GateFacts facts) =>
        Enum.GetValues<ComponentName>()
            .Where(name => facts.Components.All(c => c.Name != name))
            .Select(name => new MissingPiece(
                $"/components/{Name(name)}",
                "Define the component: its definition, inputs, owner and review interval."
            ));

    private static IEnumerable<MissingPiece> RulePieces(GateFacts facts)
    {
        if (!facts.HasApprovedRuleBook)
        {
            yield return new("/rules", "Get a rule book approved that is in force now.");
        }

        if (facts.OtherCurrency is { } other)
        {
            yield return new(
                "/currency",
                $"The approved rule book is in {other}, but the program is not: submit a rule book in the "
                    + $"program's currency, or change the program's currency to {other}."
            );
        }
    }

    private static IEnumerable<MissingPiece> ReviewPieces(GateFacts facts)
    {
        if (!facts.ReviewDecidedToScale)
        {
            yield return new("/reviews", "Decide a review with 'scale' while its quality signals have enough samples.");
        }
    }

    private static string Name<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>The facts that the stage gate checks.</summary>
/// <param name="Charter">The charter, or null. A stored charter is always complete.</param>
/// <param name="Components">The components that are defined.</param>
/// <param name="HasApprovedRuleBook">Whether an approved rule book is in force.</param>
/// <param name="ReviewDecidedToScale">Whether the latest decided review has the decision <c>scale</c> and had enough
/// samples.</param>
public sealed record GateFacts(
    Charter? Charter,
    IReadOnlyList<OperatingComponent> Components,
    bool HasApprovedRuleBook,
    bool ReviewDecidedToScale
)
{
    /// <summary>
    /// The currency of an approved rule book that applies, if it differs from the program's currency; otherwise null.
    /// </summary>
    public string? OtherCurrency { get; init; }
}

/// <summary>A missing requirement.</summary>
/// <param name="Pointer">The location of the requirement, as a JSON Pointer.</param>
/// <param name="Sentence">The instruction that resolves it.</param>
public sealed record MissingPiece(string Pointer, string Sentence);
