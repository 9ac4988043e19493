using System.Reflection;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;
using Azure;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class FaultsToProblemsTests
{
    public static TheoryData<Exception, ProblemKind> Faults =>
        new()
        {
            { new JsonException("No JSON."), ProblemKind.Invalid },
            { new BadHttpRequestException("Cut off."), ProblemKind.Invalid },
            { new BadHttpRequestException("Too large.", StatusCodes.Status413PayloadTooLarge), ProblemKind.TooLarge },
            { new RequestFailedException(503, "Busy."), ProblemKind.Unavailable },
            { new OperationCanceledException(), ProblemKind.Unavailable },
            { new InvalidOperationException("A fault."), ProblemKind.Fault },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_has_its_problem_whoever_wraps_it(Exception fault, ProblemKind kind)
    {
        Assert.Equal(kind, FaultsToProblems.ProblemOf(fault).Kind);
        Assert.Equal(kind, FaultsToProblems.ProblemOf(new AggregateException(fault)).Kind);
        Assert.Equal(
            kind,
            FaultsToProblems.ProblemOf(new TargetInvocationException(new AggregateException(fault))).Kind
        );
    }

    [Fact]
    public void Storage_that_is_away_is_found_behind_other_faults() =>
        Assert.Equal(
            ProblemKind.Unavailable,
            FaultsToProblems
                .ProblemOf(new InvalidOperationException("Not read.", new RequestFailedException(0, "Refused.")))
                .Kind
        );

    // A document of ours that cannot be read is no mistake of the caller.
    [Fact]
    public void What_another_fault_explains_is_no_malformed_request() =>
        Assert.Equal(
            ProblemKind.Fault,
            FaultsToProblems.ProblemOf(new InvalidDataException("Not read.", new JsonException())).Kind
        );

    [Fact]
    public void Several_faults_at_once_are_storage_away_only_if_all_of_them_are()
    {
        Assert.Equal(
            ProblemKind.Unavailable,
            FaultsToProblems
                .ProblemOf(
                    new AggregateException(new RequestFailedException(503, "Busy."), new TaskCanceledException())
                )
                .Kind
        );
        Assert.Equal(
            ProblemKind.Fault,
            FaultsToProblems
                .ProblemOf(
                    new AggregateException(new RequestFailedException(503, "Busy."), new InvalidOperationException())
                )
                .Kind
        );
    }

    [Fact]
    public void The_causes_of_a_fault_come_from_the_outside_in()
    {
        var inner = new JsonException();
        var outer = new InvalidOperationException("Outer.", new AggregateException(inner));
        Assert.Equal(
            [typeof(InvalidOperationException), typeof(AggregateException), typeof(JsonException)],
            AffiliateFunctions.Infrastructure.Faults.Causes(outer).Select(cause => cause.GetType())
        );
        Assert.Same(outer, AffiliateFunctions.Infrastructure.Faults.Unwrap(new AggregateException(outer)));
    }
}
