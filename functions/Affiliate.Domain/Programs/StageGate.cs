namespace Affiliate.Domain.Programs;

/// <summary>
/// Checks the requirements for moving a program to another stage. The checks are pure: the same facts give the same
/// result.
/// </summary>
public static class StageGate
{
    /// <summary>
    /// Whether a program may move from one stage to the other: draft → pilot → live, pilot or live ⇄ paused, and from any
    /// stage to closed.
    /// </summary>
    public static bool Allows(ProgramStage from, ProgramStage to) =>
        (from, to) switch
        {
            (ProgramStage.Draft, ProgramStage.Pilot) => true,
            (ProgramStage.Pilot, ProgramStage.Live) => true,
            (ProgramStage.Live or ProgramStage.Pilot, ProgramStage.Paused) => true,
            (ProgramStage.Paused, ProgramStage.Pilot) => true,
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
            // A pilot that was paused is still a pilot: pausing it is no way around its gate.
            (ProgramStage.Paused, ProgramStage.Live) =>
            [
                .. RulePieces(facts),
                .. facts.IsLimited ? ReviewPieces(facts) : [],
            ],
            (ProgramStage.Paused, ProgramStage.Pilot) when !facts.IsLimited =>
            [
                new("/to", "The program was live before it was paused; resume it as live."),
            ],
            (ProgramStage.Paused, ProgramStage.Pilot) => [.. RulePieces(facts)],
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

        foreach (var signal in facts.TooFew)
        {
            yield return new(
                $"/quality_signals/{signal.Metric}",
                $"The review had {signal.Sample} of the {signal.Needed} observations that the charter demands. Wait for "
                    + "the next review, or overrule this in a review with a reason."
            );
        }
    }

    private static string Name<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>The facts that the stage gate checks.</summary>
/// <param name="Charter">The charter, or null. A stored charter is always complete.</param>
/// <param name="Components">The components that are defined.</param>
/// <param name="HasApprovedRuleBook">Whether an approved rule book is in force.</param>
/// <param name="ReviewDecidedToScale">Whether the latest decided review has the decision <c>scale</c> or
/// <c>overrule</c>.</param>
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

    /// <summary>Whether the limits of the pilot apply.</summary>
    public bool IsLimited { get; init; }

    /// <summary>
    /// The quality signals that had too few observations in that review; empty if the review overruled that.
    /// </summary>
    public IReadOnlyList<TooFewSamples> TooFew { get; init; } = [];
}

/// <summary>A quality signal with too few observations.</summary>
/// <param name="Metric">The measure.</param>
/// <param name="Sample">The number of observations.</param>
/// <param name="Needed">The number that the charter demands.</param>
public sealed record TooFewSamples(string Metric, int Sample, int Needed);

/// <summary>A missing requirement.</summary>
/// <param name="Pointer">The location of the requirement, as a JSON Pointer.</param>
/// <param name="Sentence">The instruction that resolves it.</param>
public sealed record MissingPiece(string Pointer, string Sentence);
