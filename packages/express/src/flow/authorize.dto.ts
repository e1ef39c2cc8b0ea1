import { ArrayMaxSize, IsArray, IsOptional, IsString, MaxLength } from 'class-validator';

/** Body of `POST …/authorize`. */
export class AuthorizeDto {
  /** Scopes that the user does not grant. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(256, { each: true })
  denied_scopes?: string[];
}
